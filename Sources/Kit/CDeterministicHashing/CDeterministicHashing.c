// Swift draws a new hash seed for every process, and with it a new order for every Dictionary and Set. A run of the
// simulation must not depend on that. The Swift runtime reads SWIFT_DETERMINISTIC_HASHING before the first line of
// Swift runs, so the only way to set it from inside is to set it and start the same program again.

#include "CDeterministicHashing.h"

#include <stdlib.h>
#include <string.h>

static const char *const variable = "SWIFT_DETERMINISTIC_HASHING";

bool quorum_hashing_is_deterministic(void) {
    const char *value = getenv(variable);
    return value != NULL && strcmp(value, "1") == 0;
}

#if defined(__linux__)

#include <unistd.h>

// glibc and musl hand a constructor the same arguments as main.
__attribute__((constructor)) static void restart_with_deterministic_hashing(int argc, char **argv, char **envp) {
    (void)argc;
    (void)envp;
    if (quorum_hashing_is_deterministic()) return;
    if (setenv(variable, "1", 1) != 0) return;
    execv("/proc/self/exe", argv);
    // Still here: the program could not be started again. Undo, so that the run can say so.
    unsetenv(variable);
}

#endif
