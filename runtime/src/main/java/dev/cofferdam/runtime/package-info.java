/**
 * The OCI runtime that an engine calls in place of crun or runc. Of its commands only {@code
 * create} comes here (the front script passes all others straight on): {@link
 * dev.cofferdam.runtime.Wrapper} rewrites the container's {@code config.json} so that it runs in a
 * user namespace, has the kernel make what that needs, and becomes the real runtime.
 */
@NullMarked
package dev.cofferdam.runtime;

import org.jspecify.annotations.NullMarked;
