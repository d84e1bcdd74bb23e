/*
 * What root can reach beyond its container by system calls that no ordinary program makes:
 *
 *   reach key-add NAME SECRET   a key for all processes of the same user
 *   reach key-find NAME         prints such a key's secret and removes it
 *   reach module                loads a kernel module of four bytes, which none is
 *
 * Prints what came of it, or the name of the error.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* keyctl(2) */
#define SESSION_KEYRING -3
#define USER_KEYRING -4
#define UNLINK 9
#define SEARCH 10
#define READ 11

static int failed(const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  return 1;
}

int main(int count, char **words) {
  if (count == 4 && strcmp(words[1], "key-add") == 0) {
    if (syscall(SYS_add_key, "user", words[2], words[3], strlen(words[3]), USER_KEYRING) < 0)
      return failed("add_key");
    puts("added");
    return 0;
  }
  if (count == 3 && strcmp(words[1], "key-find") == 0) {
    char secret[64] = "";
    /* Linked to the own session, since only who possesses a key may read it. */
    long key = syscall(SYS_keyctl, SEARCH, USER_KEYRING, "user", words[2], SESSION_KEYRING);
    if (key < 0)
      return failed("keyctl");
    if (syscall(SYS_keyctl, READ, key, secret, sizeof(secret) - 1) < 0)
      return failed("keyctl");
    syscall(SYS_keyctl, UNLINK, key, USER_KEYRING);
    puts(secret);
    return 0;
  }
  if (count == 2 && strcmp(words[1], "module") == 0) {
    if (syscall(SYS_init_module, "none", 4L, "") < 0)
      return failed("init_module");
    return 0;
  }
  fputs("reach: which of them?\n", stderr);
  return 2;
}
