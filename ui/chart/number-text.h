/* Numbers as a person reads them, in the locale of the screen. Never for a file.
 * All results are freed with g_free. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A count in two or three digits: "864", "1.5 K", "296 K", "2.6 M", "1.1 G". */
char *frost_count_text (guint64 count);

/* A count in the unit that `whole` is written in, so that both can stand in one sentence:
 * 600,000 of 1,800,000 is "0.6 M". In its own unit when little would be left of it. */
char *frost_count_text_of (guint64 count, guint64 whole);

/* A share of 0..1 as a whole percentage; "< 1 %" for what is there but rounds to none. */
char *frost_share_text (double share);

/* A measured value: a percentage with one decimal, or about three significant digits. */
char *frost_value_text (double value, gboolean percent);

/* A place on the x axis: "12", or "12.4" between two whole ones. */
char *frost_place_text (double x);

/* With a power of ten, as it is printed: "2·10⁻⁵", "10⁶"; "0" for 0. */
char *frost_power_text (double value);

G_END_DECLS
