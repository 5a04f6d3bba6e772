// posix_spawn with what glibc adds to it, which Swift doesn't see.

#define _GNU_SOURCE
#include "CSpawn.h"

#include <signal.h>
#include <spawn.h>

int quorum_spawn(pid_t *pid, const int *descriptors, int count, const char *directory, char *const *words,
                 char *const *variables) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int problem = posix_spawn_file_actions_init(&actions);
    if (problem != 0) return problem;
    problem = posix_spawnattr_init(&attributes);
    if (problem != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return problem;
    }
    for (int number = 0; number < count && problem == 0; number++) {
        problem = posix_spawn_file_actions_adddup2(&actions, descriptors[number], number);
    }
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(__linux__)
    flags |= POSIX_SPAWN_SETSID;
    if (problem == 0) problem = posix_spawn_file_actions_addclosefrom_np(&actions, count);
    if (problem == 0) problem = posix_spawn_file_actions_addchdir_np(&actions, directory);
#else
    (void)directory;
#endif
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, flags);
    if (problem == 0) problem = posix_spawnp(pid, words[0], &actions, &attributes, words, variables);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}
