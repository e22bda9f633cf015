/* sampler.h - the order in which an epoch shows the images, from a seed.
 *
 * Source: xoshiro256** 1.0 seeded by splitmix64 (Blackman & Vigna 2018), Fisher-Yates.
 * The same arguments give the same order on every machine. Threads: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* order: [n], filled with a permutation of 0 … n - 1. */
void frost_sampler_order (guint32 *order, guint32 n, guint64 seed, guint64 epoch);

/* The view, in [0, n_views), in which the epoch shows the image of that index: one after
 * the other, so that n_views epochs show all of them, the first one being any. It does
 * not depend on the order or on other images. */
int frost_sampler_view (guint64 seed, guint64 epoch, guint32 index, int n_views);

/* The key that the views of an image are drawn from in a generation (FrostLoaderItem.key). key: of
 * the image's content, which the views of generation 0 come from whatever the seed, so that they can
 * be kept for other runs; every further generation of every seed has a stream of its own. */
guint64 frost_sampler_key (guint64 key, guint64 seed, guint64 generation);

G_END_DECLS
