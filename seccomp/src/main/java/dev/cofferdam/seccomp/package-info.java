/**
 * Seccomp as a library: profiles and options in, a proven classic-BPF program out. No input or
 * output, no native code.
 *
 * <p>In the order of a compile: a {@link dev.cofferdam.seccomp.Profile} says what happens to each
 * system call, by name, as a {@link dev.cofferdam.seccomp.Decision}; {@link
 * dev.cofferdam.seccomp.SystemCalls} knows their numbers and how wide the kernel takes their
 * arguments.
 *
 * <p>What a program means is known apart from how it was made: {@link
 * dev.cofferdam.seccomp.Verifier} says whether the kernel takes it, {@link
 * dev.cofferdam.seccomp.Interpreter} what it does with a call, {@link
 * dev.cofferdam.seccomp.ActionCache} which calls the kernel does not even run it for, and {@link
 * dev.cofferdam.seccomp.Disassembler} shows it. {@link dev.cofferdam.seccomp.Prover} holds it
 * against the profile.
 */
@NullMarked
package dev.cofferdam.seccomp;

import org.jspecify.annotations.NullMarked;
