@NullMarked
package dev.cofferdam.audit;

import org.jspecify.annotations.NullMarked;
