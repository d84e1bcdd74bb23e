/*
 * Makes the system call that its argument names and prints what came of it: "ok" or the name of the
 * error. Each is made so that it changes nothing and, where no filter and no missing capability is
 * in its way, does not end in EPERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif

#define UFFD_USER_MODE_ONLY 1
#define KEYCTL_GET_KEYRING_ID 0
#define KEY_SPEC_SESSION_KEYRING -3

static long attempt(const char *name) {
  static struct timex clock;
  static char path[4096];
  if (!strcmp(name, "clock_adjtime")) {
    return syscall(SYS_clock_adjtime, CLOCK_REALTIME, &clock);
  }
  if (!strcmp(name, "getcwd")) {
    return syscall(SYS_getcwd, path, sizeof path);
  }
  if (!strcmp(name, "vsock")) {
    return syscall(SYS_socket, AF_VSOCK, SOCK_STREAM, 0);
  }
  if (!strcmp(name, "vsock-high")) {
    return syscall(SYS_socket, 0x100000000L | AF_VSOCK, SOCK_STREAM, 0);
  }
  if (!strcmp(name, "io_uring_setup")) {
    return syscall(SYS_io_uring_setup, 0, 0);
  }
  if (!strcmp(name, "keyctl")) {
    return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
  }
  if (!strcmp(name, "userfaultfd")) {
    return syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY);
  }
  if (!strcmp(name, "unshare")) {
    return syscall(SYS_unshare, CLONE_NEWUSER);
  }
  if (!strcmp(name, "kcmp")) {
    return syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 0);
  }
  if (!strcmp(name, "unnamed")) {
    return syscall(4095);
  }
  errno = EINVAL;
  return -1;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    errno = 0;
    long result = attempt(argv[i]);
    printf("%s %s\n", argv[i], result < 0 ? strerrorname_np(errno) : "ok");
  }
  return 0;
}
