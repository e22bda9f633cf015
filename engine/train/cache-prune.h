/* Keeps the folder of feature caches from growing with every base model and cut that was tried. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Removes the caches that were opened longest ago until the rest takes at most limit bytes. Those
 * that somebody holds open are left. What cannot be removed is left too: nothing depends on it. */
void frost_cache_prune (const char *folder, gint64 limit);

G_END_DECLS
