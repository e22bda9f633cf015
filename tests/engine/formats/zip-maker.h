/* Writes zip archives field by field, right and wrong ones, without the code that is tested. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct
{
  const char *name;
  const void *data; /* as they are in the archive */
  gsize packed_size;
  uint64_t size;   /* unpacked, as the directory says it; 0 = packed_size */
  int method;      /* 0 = stored, 8 = deflated */
  int flags;       /* 1 = encrypted */
  uint32_t offset; /* of its local header, if not where it is; 0 = where it is */
} ZipMember;

GByteArray *zip_make (const ZipMember *members, int n);

/* Deflated by zlib; the caller frees it. */
void *zip_deflate (const void *data, gsize size, gsize *packed_size);
