#ifndef X
#define X
#include "base/date.h"
#include "base/language.h"
struct clause {
    int rule;
    const char *source;
    const char *text[LANGUAGE_COUNT];
};
static inline const struct clause *
clause_find(int r, struct date d)
{
    (void)r;
    (void)d;
    return 0;
}
#endif
