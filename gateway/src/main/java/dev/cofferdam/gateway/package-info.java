@NullMarked
package dev.cofferdam.gateway;

import org.jspecify.annotations.NullMarked;
