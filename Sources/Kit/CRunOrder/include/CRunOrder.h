#ifndef C_RUN_ORDER_H
#define C_RUN_ORDER_H

#include <stddef.h>

/// The order that whoever started this process wrote to its descriptor 3: which seeds to run, and what proves a pass. It was
/// read before any other code of the program ran. Only the first call gets it.
/// - Returns: the order, to be given back to `quorum_forget_run_order`; NULL if there is none.
char *_Nullable quorum_take_run_order(size_t *_Nonnull length);

/// Overwrites an order and frees its memory.
void quorum_forget_run_order(char *_Nonnull order, size_t length);

#endif
