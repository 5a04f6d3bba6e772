// A graded run gets its order, seeds and secrets included, through a pipe. Code of the submission lives in the same process,
// and load-time constructors of it run before main. So the pipe is emptied and closed earlier: in .preinit_array, which the
// loader walks before any constructor of the program or of a library. Memory comes from mmap, for nothing else is set up yet.

#include "CRunOrder.h"

#include <string.h>

static char *order = NULL;
static size_t order_length = 0;

char *quorum_take_run_order(size_t *length) {
    char *taken = order;
    *length = order_length;
    order = NULL;
    order_length = 0;
    return taken;
}

#if defined(__linux__)

#include <sys/mman.h>
#include <unistd.h>

enum { capacity = 1 << 26, descriptor = 3 };

void quorum_forget_run_order(char *taken, size_t length) {
    explicit_bzero(taken, length);
    munmap(taken, capacity);
}

static int has_order(char **envp) {
    for (; *envp != NULL; envp++) {
        if (strcmp(*envp, "LAB_ORDER=1") == 0) return 1;
    }
    return 0;
}

static void read_order(int argc, char **argv, char **envp) {
    (void)argc;
    (void)argv;
    if (!has_order(envp)) return;
    // Pages that nobody writes to cost nothing.
    char *memory = mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return;
    size_t length = 0;
    ssize_t count;
    while (length < capacity && (count = read(descriptor, memory + length, capacity - length)) > 0) length += count;
    close(descriptor);
    order = memory;
    order_length = length;
}

__attribute__((section(".preinit_array"), used)) static void (*const first_of_all)(int, char **, char **) = read_order;

#else

void quorum_forget_run_order(char *taken, size_t length) { memset(taken, 0, length); }

#endif
