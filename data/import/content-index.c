#include "data/import/content-index.h"

#include <string.h>

/* Entries of equal bytes form a chain through `next`. */
typedef struct
{
  guint8 hash[FROST_IMAGE_HASH_SIZE];
  FrostContentEntry entry;
  gpointer next;
} Node;

struct _FrostContentIndex
{
  GHashTable *nodes; /* Node by its hash, the first of its chain */
};

static guint
hash_node (gconstpointer key)
{
  guint value;

  /* The bytes are a SHA-256: any four of them are as good as a hash of all. */
  memcpy (&value, key, sizeof value);
  return value;
}

static gboolean
equal_nodes (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, FROST_IMAGE_HASH_SIZE) == 0;
}

static void
free_chain (gpointer data)
{
  while (data != NULL)
    {
      Node *node = data;

      data = node->next;
      g_free (node);
    }
}

FrostContentIndex *
frost_content_index_new (void)
{
  FrostContentIndex *index = g_new (FrostContentIndex, 1);

  index->nodes = g_hash_table_new_full (hash_node, equal_nodes, NULL, free_chain);
  return index;
}

void
frost_content_index_free (FrostContentIndex *index)
{
  if (index == NULL)
    return;
  g_hash_table_unref (index->nodes);
  g_free (index);
}

void
frost_content_index_add (FrostContentIndex *index, const guint8 *hash,
                         const FrostContentEntry *entry)
{
  Node *first = g_hash_table_lookup (index->nodes, hash);
  Node *node = g_new (Node, 1);

  memcpy (node->hash, hash, FROST_IMAGE_HASH_SIZE);
  node->entry = *entry;
  node->next = NULL;
  if (first == NULL)
    {
      g_hash_table_insert (index->nodes, node->hash, node);
      return;
    }
  /* Behind the first, whose bytes are the key of the table. */
  node->next = first->next;
  first->next = node;
}

static gboolean
is_copy (const FrostContentEntry *entry, const char *class_name, FrostSplit split)
{
  if (class_name != NULL && g_strcmp0 (entry->class_name, class_name) != 0)
    return FALSE;
  return split == FROST_SPLIT_NONE || entry->split == FROST_SPLIT_NONE
         || split == entry->split;
}

FrostContentMatch
frost_content_index_find (FrostContentIndex *index, const guint8 *hash,
                          const char *class_name, FrostSplit split,
                          const FrostContentEntry **match)
{
  const Node *first = g_hash_table_lookup (index->nodes, hash);

  *match = first != NULL ? &first->entry : NULL;
  for (const Node *node = first; node != NULL; node = node->next)
    if (is_copy (&node->entry, class_name, split))
      {
        *match = &node->entry;
        return FROST_CONTENT_COPY;
      }
  return first != NULL ? FROST_CONTENT_ELSEWHERE : FROST_CONTENT_NEW;
}
