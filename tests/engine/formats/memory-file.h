/* A file that is only in memory, for parsers that want a path. */
#pragma once

#include <glib.h>

typedef struct
{
  int fd;
  char *path;
} MemoryFile;

/* Also filled up to size bytes with zeros where that is larger. */
MemoryFile *memory_file_new (const void *bytes, gsize n, gsize size);
MemoryFile *memory_file_of_array (GByteArray *bytes); /* takes it */
void memory_file_free (MemoryFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MemoryFile, memory_file_free)
