@NullMarked
package dev.cofferdam.docker;

import org.jspecify.annotations.NullMarked;
