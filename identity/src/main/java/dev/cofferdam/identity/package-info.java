@NullMarked
package dev.cofferdam.identity;

import org.jspecify.annotations.NullMarked;
