/* Prints who it is run as and who runs it: the effective user id and the real one. */
#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("%u %u\n", geteuid(), getuid());
  return 0;
}
