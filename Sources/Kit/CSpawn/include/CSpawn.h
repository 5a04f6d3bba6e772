#ifndef C_SPAWN_H
#define C_SPAWN_H

#include <sys/types.h>

/// Starts a program in a session of its own, with default signals and with just the descriptors that it is given.
/// - Parameters:
///   - pid: where its number goes.
///   - descriptors: what it finds open as 0, 1 and so on; each must be larger than their count.
///   - count: how many.
///   - directory: where it runs.
///   - words: the program, looked for in PATH, and its arguments; the last is NULL.
///   - variables: its environment; the last is NULL.
/// - Returns: 0, or the number of an error.
int quorum_spawn(pid_t *_Nonnull pid, const int *_Nonnull descriptors, int count, const char *_Nonnull directory,
                 char *_Nullable const *_Nonnull words, char *_Nullable const *_Nonnull variables);

#endif
