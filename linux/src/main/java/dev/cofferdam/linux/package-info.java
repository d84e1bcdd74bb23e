@NullMarked
package dev.cofferdam.linux;

import org.jspecify.annotations.NullMarked;
