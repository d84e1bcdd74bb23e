/*
 * Asks the kernel what filters of system calls do: installs each in a child of its own, makes
 * system calls there, and tells what became of them.
 *
 * Reads from standard input, in this machine's byte order: a count of filters, and for each the
 * number of its instructions, the instructions (struct sock_filter), the number of its calls, and
 * the calls (struct call). Writes to standard output for each filter: the errno of seccomp(2), 0
 * when it was installed, and for each call a struct outcome.
 *
 * A child makes no system call but those that it is told to make, so that a filter may deny any: it
 * writes into shared memory, and ends by an invalid instruction.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_INSTRUCTIONS = 8192, MOST_CALLS = 4096 };

enum convention { X86_64 = 0, I386 = 1 };

enum kind { RETURNED = 0, TRAPPED = 1, KILLED = 2, NOT_MADE = 3 };

struct call {
  int32_t number;
  int32_t convention;
  uint64_t arguments[6];
};

struct outcome {
  int32_t kind;
  int32_t value; /* what was returned, the low 32 bits; what a trap was told */
};

static struct shared {
  volatile int32_t installed; /* -1: not yet; else errno */
  volatile int32_t next;
  struct outcome outcomes[MOST_CALLS];
} *shared;

static struct sock_filter instructions[MOST_INSTRUCTIONS];
static struct call calls[MOST_CALLS];
static void *after_trap[5];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void read_all(void *to, size_t size) {
  if (fread(to, 1, size, stdin) != size) {
    fputs("filtered: the input ends too early\n", stderr);
    exit(1);
  }
}

static uint32_t read_count(uint32_t most) {
  uint32_t count;
  read_all(&count, sizeof count);
  if (count > most) {
    fprintf(stderr, "filtered: %u are too many\n", count);
    exit(1);
  }
  return count;
}

/* All 64 bits of each register are the caller's, whatever the kernel makes of them. */
static int64_t make_x86_64(const struct call *call) {
  int64_t result;
  register uint64_t r10 __asm__("r10") = call->arguments[3];
  register uint64_t r8 __asm__("r8") = call->arguments[4];
  register uint64_t r9 __asm__("r9") = call->arguments[5];
  __asm__ volatile("syscall"
                   : "=a"(result), "+r"(r10), "+r"(r8), "+r"(r9)
                   : "a"((int64_t)call->number), "D"(call->arguments[0]), "S"(call->arguments[1]),
                     "d"(call->arguments[2])
                   : "rcx", "r11", "memory");
  return result;
}

static int64_t make_i386(const struct call *call) {
  int64_t result;
  register const uint64_t *arguments __asm__("r12") = call->arguments;
  __asm__ volatile("push %%rbp\n\t"
                   "push %%rbx\n\t"
                   "mov 0(%%r12), %%rbx\n\t"
                   "mov 8(%%r12), %%rcx\n\t"
                   "mov 16(%%r12), %%rdx\n\t"
                   "mov 24(%%r12), %%rsi\n\t"
                   "mov 32(%%r12), %%rdi\n\t"
                   "mov 40(%%r12), %%rbp\n\t"
                   "int $0x80\n\t"
                   "pop %%rbx\n\t"
                   "pop %%rbp"
                   : "=a"(result)
                   : "a"((int64_t)call->number), "r"(arguments)
                   : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory");
  return (int32_t)result;
}

static void trapped(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  struct outcome *outcome = &shared->outcomes[shared->next];
  outcome->kind = TRAPPED;
  outcome->value = info->si_errno;
  /* Not by returning, which would be a system call. */
  __builtin_longjmp(after_trap, 1);
}

__attribute__((noreturn)) static void run_filtered(uint32_t size, uint32_t count) {
  struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_NODEFER};
  struct sock_fprog program = {.len = (unsigned short)size, .filter = instructions};
  sigaction(SIGSYS, &action, NULL);
  alarm(30);
  long failed = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  shared->installed = failed ? errno : 0;
  if (!failed) {
    __builtin_setjmp(after_trap);
    /* After a trap, the one that is next was just made; at the start it was not. */
    while ((uint32_t)shared->next < count) {
      struct outcome *outcome = &shared->outcomes[shared->next];
      if (outcome->kind == NOT_MADE) {
        const struct call *call = &calls[shared->next];
        outcome->kind = KILLED;
        outcome->value = (int32_t)(call->convention == I386 ? make_i386(call) : make_x86_64(call));
        outcome->kind = RETURNED;
      }
      shared->next++;
    }
  }
  for (;;) {
    __builtin_trap();
  }
}

/* Runs children until every call was made: one that is killed is followed by another. */
static void run(uint32_t size, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    shared->outcomes[i] = (struct outcome){.kind = NOT_MADE};
  }
  shared->next = 0;
  for (;;) {
    shared->installed = -1;
    pid_t child = fork();
    if (child < 0) {
      die("fork");
    }
    if (child == 0) {
      run_filtered(size, count);
    }
    int status;
    if (waitpid(child, &status, 0) < 0) {
      die("waitpid");
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
      shared->next++;
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGILL && shared->installed >= 0) {
      return;
    } else {
      fprintf(stderr, "filtered: call %d: the child ended with status %#x\n", shared->next, status);
      exit(1);
    }
  }
}

int main(void) {
  struct rlimit none = {0, 0};
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    die("mmap");
  }
  if (setrlimit(RLIMIT_CORE, &none) || (geteuid() == 0 && setresuid(65534, 65534, 65534)) ||
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
    die("giving up privileges");
  }
  uint32_t filters = read_count(1 << 20);
  while (filters-- > 0) {
    uint32_t size = read_count(MOST_INSTRUCTIONS);
    read_all(instructions, size * sizeof *instructions);
    uint32_t count = read_count(MOST_CALLS);
    read_all(calls, count * sizeof *calls);
    run(size, count);
    int32_t installed = shared->installed;
    fwrite(&installed, sizeof installed, 1, stdout);
    fwrite(shared->outcomes, sizeof *shared->outcomes, count, stdout);
  }
  return fflush(stdout) || ferror(stdout);
}
