#include "engine/train/feature-cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/error.h"
#include "engine/core/tensor.h"
#include "engine/train/cache-prune.h"

/* The digit goes up whenever the same image and model give other numbers than before (a decoder,
 * the resize, the crop): the name of the file only knows the model and its settings. */
#define MAGIC "FROSTFC2"

/* What all caches may take together, each at most half of it (trainer.c). */
#define FOLDER_LIMIT ((gint64) 16 << 30)

/* The file: this header, padded to a slot's alignment, then slots. Numbers are of this machine's
 * byte order: a cache does not travel. */
typedef struct
{
  char magic[8];
  uint64_t n_floats;
  uint8_t padding[48];
} FileHeader;

/* A slot: this, then the features, padded to 64 bytes. */
typedef struct
{
  uint8_t key[FROST_SAMPLE_KEY_BYTES];
  uint32_t view;
  uint32_t used; /* 1 */
  uint64_t checksum;
  uint8_t padding[16];
} SlotHeader;

G_STATIC_ASSERT (sizeof (FileHeader) == 64);
G_STATIC_ASSERT (sizeof (SlotHeader) == 64);

typedef struct
{
  uint8_t key[FROST_SAMPLE_KEY_BYTES];
  uint32_t view;
  int64_t slot;
  uint64_t checksum;
} Entry;

struct FrostFeatureCache
{
  int n_references;
  int file;
  char *path; /* for messages */
  int64_t n_floats, slot_bytes;
  int64_t n_slots;
  GHashTable *entries;      /* of Entry, itself the key */
  float *scratch;           /* [n_floats], what was read and is still to be checked */
  FrostFeatureCache *views; /* of the generation; NULL = none */
  int generation;
};

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;
  guint hash;

  memcpy (&hash, entry->key, sizeof hash);
  return hash ^ (entry->view * 0x9e3779b9u);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;

  return left->view == right->view
         && memcmp (left->key, right->key, sizeof left->key) == 0;
}

/* FNV-1a over 32-bit words. */
static uint64_t
checksum_of (const float *features, int64_t n)
{
  uint64_t hash = 0xcbf29ce484222325u;

  for (int64_t i = 0; i < n; i++)
    {
      uint32_t word;

      memcpy (&word, &features[i], sizeof word);
      hash = (hash ^ word) * 0x100000001b3u;
    }
  return hash;
}

static off_t
slot_offset (const FrostFeatureCache *cache, int64_t slot)
{
  return (off_t) sizeof (FileHeader) + slot * cache->slot_bytes;
}

static gboolean
set_system_error (const FrostFeatureCache *cache, const char *what, int code,
                  GError **error)
{
  g_set_error (
      error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
      "%s: could not be %s (%s); free some space or remove the folder, it is only a "
      "cache",
      cache->path, what, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (FrostFeatureCache *cache, const void *data, size_t n, off_t offset,
           GError **error)
{
  const uint8_t *bytes = data;

  while (n > 0)
    {
      ssize_t written = pwrite (cache->file, bytes, n, offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return set_system_error (cache, "written", written < 0 ? errno : ENOSPC, error);
      bytes += written;
      offset += written;
      n -= (size_t) written;
    }
  return TRUE;
}

static void
add_entry (FrostFeatureCache *cache, const SlotHeader *header, int64_t slot)
{
  Entry *entry = g_new0 (Entry, 1);

  memcpy (entry->key, header->key, sizeof entry->key);
  entry->view = header->view;
  entry->slot = slot;
  entry->checksum = header->checksum;
  g_hash_table_add (cache->entries, entry);
}

static void
read_slots (FrostFeatureCache *cache, int64_t n)
{
  for (int64_t i = 0; i < n; i++)
    {
      SlotHeader header;

      if (pread (cache->file, &header, sizeof header, slot_offset (cache, i))
              != sizeof header
          || header.used != 1)
        break;
      add_entry (cache, &header, i);
      cache->n_slots = i + 1;
    }
}

/* Takes up what is there, or begins anew when it is nothing of ours. */
static gboolean
read_file (FrostFeatureCache *cache, GError **error)
{
  FileHeader header;
  struct stat info;

  if (fstat (cache->file, &info) == 0 && info.st_size >= (off_t) sizeof header
      && pread (cache->file, &header, sizeof header, 0) == sizeof header
      && memcmp (header.magic, MAGIC, sizeof header.magic) == 0
      && header.n_floats == (uint64_t) cache->n_floats)
    {
      read_slots (cache, (info.st_size - (off_t) sizeof header) / cache->slot_bytes);
      return TRUE;
    }
  if (ftruncate (cache->file, 0) != 0)
    return set_system_error (cache, "emptied", errno, error);
  memset (&header, 0, sizeof header);
  memcpy (header.magic, MAGIC, sizeof header.magic);
  header.n_floats = (uint64_t) cache->n_floats;
  return write_all (cache, &header, sizeof header, 0, error);
}

static gboolean
open_in_memory (FrostFeatureCache *cache, GError **error)
{
  g_free (cache->path);
  cache->path = g_strdup ("features in memory");
  cache->file = memfd_create ("frostline-features", MFD_CLOEXEC);
  if (cache->file < 0)
    return set_system_error (cache, "opened", errno, error);
  return read_file (cache, error);
}

/* A file that never has a name; where the file system knows none, open (2), one that loses it at once.
 * The name is that of a cache: should the program be killed in between, it is pruned like the others. */
static gboolean
open_unnamed_file (FrostFeatureCache *cache, const char *folder, GError **error)
{
  cache->path = g_strdup_printf ("%s/views-XXXXXX.features", folder);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return set_system_error (cache, "made", errno, error);
  cache->file = open (folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (cache->file < 0)
    {
      cache->file = g_mkstemp_full (cache->path, O_RDWR | O_CLOEXEC, 0600);
      if (cache->file < 0)
        return set_system_error (cache, "opened", errno, error);
      g_unlink (cache->path);
    }
  return read_file (cache, error);
}

static gboolean
open_file (FrostFeatureCache *cache, const char *folder, const char *fingerprint,
           GError **error)
{
  cache->path = g_strdup_printf ("%s/%s.features", folder, fingerprint);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return set_system_error (cache, "made", errno, error);
  cache->file = open (cache->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (cache->file < 0)
    return set_system_error (cache, "opened", errno, error);
  if (flock (cache->file, LOCK_EX | LOCK_NB) != 0)
    {
      close (cache->file);
      return open_in_memory (cache, error);
    }
  /* The time of the last use, by which the folder is pruned; this one is locked and stays. */
  futimens (cache->file, NULL);
  frost_cache_prune (folder, FOLDER_LIMIT);
  return read_file (cache, error);
}

static FrostFeatureCache *
new_cache (int64_t n_floats, GError **error)
{
  g_autoptr (FrostFeatureCache) cache = g_new0 (FrostFeatureCache, 1);

  cache->n_references = 1;
  cache->file = -1;
  cache->n_floats = n_floats;
  cache->slot_bytes =
      ((int64_t) sizeof (SlotHeader) + n_floats * (int64_t) sizeof (float) + 63) / 64
      * 64;
  cache->entries = g_hash_table_new_full (entry_hash, entry_equal, g_free, NULL);
  cache->scratch = frost_floats_new (n_floats, "feature cache", error);
  if (cache->scratch == NULL)
    return NULL;
  return g_steal_pointer (&cache);
}

FrostFeatureCache *
frost_feature_cache_open (const char *folder, const char *fingerprint, int64_t n_floats,
                          GError **error)
{
  g_autoptr (FrostFeatureCache) cache = new_cache (n_floats, error);

  if (cache == NULL)
    return NULL;
  if (folder != NULL ? !open_file (cache, folder, fingerprint, error)
                     : !open_in_memory (cache, error))
    return NULL;
  return g_steal_pointer (&cache);
}

FrostFeatureCache *
frost_feature_cache_open_unnamed (const char *folder, int64_t n_floats, GError **error)
{
  g_autoptr (FrostFeatureCache) cache = new_cache (n_floats, error);

  if (cache == NULL)
    return NULL;
  if (folder != NULL ? !open_unnamed_file (cache, folder, error)
                     : !open_in_memory (cache, error))
    return NULL;
  return g_steal_pointer (&cache);
}

FrostFeatureCache *
frost_feature_cache_ref (FrostFeatureCache *cache)
{
  cache->n_references++;
  return cache;
}

void
frost_feature_cache_unref (FrostFeatureCache *cache)
{
  if (--cache->n_references > 0)
    return;
  if (cache->file >= 0)
    close (cache->file);
  g_clear_pointer (&cache->views, frost_feature_cache_unref);
  g_hash_table_unref (cache->entries);
  free (cache->scratch);
  g_free (cache->path);
  g_free (cache);
}

int64_t
frost_feature_cache_get_n (const FrostFeatureCache *cache)
{
  return g_hash_table_size (cache->entries);
}

int64_t
frost_feature_cache_get_n_floats (const FrostFeatureCache *cache)
{
  return cache->n_floats;
}

void
frost_feature_cache_set_views (FrostFeatureCache *cache, int generation,
                               FrostFeatureCache *views)
{
  g_clear_pointer (&cache->views, frost_feature_cache_unref);
  cache->views = views;
  cache->generation = generation;
}

FrostFeatureCache *
frost_feature_cache_peek_views (FrostFeatureCache *cache, int generation)
{
  if (generation == 0)
    return cache;
  return cache->generation == generation ? cache->views : NULL;
}

static Entry *
find_entry (const FrostFeatureCache *cache, const uint8_t *key, int view)
{
  Entry probe = { .view = (uint32_t) view };

  memcpy (probe.key, key, sizeof probe.key);
  return g_hash_table_lookup (cache->entries, &probe);
}

/* Read and not mapped: looking at a mapping of a file that another program has cut short, or of a
 * disk that fails, ends the program (SIGBUS); here it is a slot that is missing. The system keeps
 * the pages in memory either way. */
static gboolean
read_all (const FrostFeatureCache *cache, void *data, size_t n, off_t offset)
{
  uint8_t *bytes = data;

  while (n > 0)
    {
      ssize_t got = pread (cache->file, bytes, n, offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      bytes += got;
      offset += got;
      n -= (size_t) got;
    }
  return TRUE;
}

/* Into scratch. The checksum is looked at every time: a file that was cut short and written to
 * again has zeros where its slots were. */
gboolean
frost_feature_cache_contains (FrostFeatureCache *cache, const uint8_t *key, int view)
{
  Entry *entry = find_entry (cache, key, view);

  if (entry == NULL)
    return FALSE;
  if (read_all (cache, cache->scratch, sizeof (float) * (size_t) cache->n_floats,
                slot_offset (cache, entry->slot) + (off_t) sizeof (SlotHeader))
      && checksum_of (cache->scratch, cache->n_floats) == entry->checksum)
    return TRUE;
  g_hash_table_remove (cache->entries, entry);
  return FALSE;
}

gboolean
frost_feature_cache_expects (const FrostFeatureCache *cache, const uint8_t *key, int view)
{
  return find_entry (cache, key, view) != NULL;
}

gboolean
frost_feature_cache_read (FrostFeatureCache *cache, const uint8_t *key, int view,
                          float *features)
{
  if (!frost_feature_cache_contains (cache, key, view))
    return FALSE;
  memcpy (features, cache->scratch, sizeof (float) * (size_t) cache->n_floats);
  return TRUE;
}

gboolean
frost_feature_cache_write (FrostFeatureCache *cache, const uint8_t *key, int view,
                           const float *features, GError **error)
{
  SlotHeader header = { .view = (uint32_t) view, .used = 1 };
  off_t offset = slot_offset (cache, cache->n_slots);
  size_t bytes = sizeof (float) * (size_t) cache->n_floats;
  uint8_t zeros[64] = { 0 };
  size_t rest = (size_t) cache->slot_bytes - sizeof header - bytes;

  if (find_entry (cache, key, view) != NULL)
    return TRUE;
  memcpy (header.key, key, sizeof header.key);
  header.checksum = checksum_of (features, cache->n_floats);
  /* The header last: a slot that was cut off does not look used. */
  if (!write_all (cache, features, bytes, offset + (off_t) sizeof header, error)
      || !write_all (cache, zeros, rest, offset + (off_t) (sizeof header + bytes), error)
      || !write_all (cache, &header, sizeof header, offset, error))
    return FALSE;
  add_entry (cache, &header, cache->n_slots);
  cache->n_slots++;
  return TRUE;
}
