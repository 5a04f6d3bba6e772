#ifndef C_DETERMINISTIC_HASHING_H
#define C_DETERMINISTIC_HASHING_H

#include <stdbool.h>

/// Whether this process hashes with a fixed seed, so that a Dictionary or a Set has the same order in every process.
/// Always true on Linux; elsewhere true if SWIFT_DETERMINISTIC_HASHING=1 was set before the process started.
bool quorum_hashing_is_deterministic(void);

#endif
