/* What crosses the frost line for an image, computed once and read from then on.
 *
 * One file for each model below the line (with its preprocessing), read through the system's page
 * cache: slots of one image and view each. The file may be deleted or damaged at any time; a slot
 * that does not have its checksum is computed again. While another program holds the file, or
 * without a folder, the cache is kept in memory and gone with it.
 *
 * Views that a run draws anew are of use to that run alone, and until they are drawn again: they
 * are kept in a cache without a name, beside the one that stays.
 *
 * Threads: belongs to one thread.
 */
#pragma once

#include "engine/train/batch-source.h"

G_BEGIN_DECLS

typedef struct FrostFeatureCache FrostFeatureCache;

/* fingerprint: frost_model_fingerprint at the line, the file's name. n_floats: of one image.
 * Errors: IO, naming the folder. */
FrostFeatureCache *frost_feature_cache_open (const char *folder, const char *fingerprint,
                                             int64_t n_floats, GError **error);

/* One that nobody else sees and whose file is gone with it, also when the program is killed.
 * folder NULL = in memory. Errors: IO, naming the folder. */
FrostFeatureCache *frost_feature_cache_open_unnamed (const char *folder, int64_t n_floats,
                                                     GError **error);

FrostFeatureCache *frost_feature_cache_ref (FrostFeatureCache *cache);
void frost_feature_cache_unref (FrostFeatureCache *cache);

/* Slots that were written, of which some may turn out to be damaged. */
int64_t frost_feature_cache_get_n (const FrostFeatureCache *cache);
int64_t frost_feature_cache_get_n_floats (const FrostFeatureCache *cache);

/* Takes what keeps the views of that generation, and lets go of what kept those of another; views
 * NULL = they are not kept. */
void frost_feature_cache_set_views (FrostFeatureCache *cache, int generation,
                                    FrostFeatureCache *views);

/* Where views of a generation are kept: the cache itself for 0. Lent; NULL = nowhere. */
FrostFeatureCache *frost_feature_cache_peek_views (FrostFeatureCache *cache,
                                                   int generation);

/* key: content hash, FROST_SAMPLE_KEY_BYTES. */
gboolean frost_feature_cache_contains (FrostFeatureCache *cache, const uint8_t *key,
                                       int view);

/* The same without reading the slot: one that is damaged is found out when it is read. */
gboolean frost_feature_cache_expects (const FrostFeatureCache *cache, const uint8_t *key,
                                      int view);

/* Copies n_floats; FALSE: not there (any more). */
gboolean frost_feature_cache_read (FrostFeatureCache *cache, const uint8_t *key, int view,
                                   float *features);

/* Errors: IO (the disk is full, for one), and then nothing was added. */
gboolean frost_feature_cache_write (FrostFeatureCache *cache, const uint8_t *key,
                                    int view, const float *features, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostFeatureCache, frost_feature_cache_unref)

G_END_DECLS
