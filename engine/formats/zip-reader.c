/* libzip behind bounds. It reads through a source of ours, for two reasons: a read past the end
 * of a shortened file stays an error, and the directory of a hostile file (ten times larger in
 * memory than on the disk) is cut off at DIRECTORY_LIMIT. */
#include "engine/formats/zip-reader.h"

#include "engine/core/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

/* A member takes some 100 bytes of the directory: 40,000 of them. */
#define DIRECTORY_LIMIT (INT64_C (4) << 20)
#define BASE_SIZE (INT64_C (64) << 20)
#define SKIP_SIZE (1 << 16)

struct FrostZipReader
{
  const FrostRegularFile *file;
  zip_t *archive;
  GPtrArray *members; /* of FrostZipMember */
  /* To index + 1; no hash, which lets a file choose what collides. */
  GTree *by_name;

  /* The source that libzip reads from. */
  zip_error_t error;
  int64_t position;
  int64_t
      allowance; /* bytes that may still be read while the directory is; -1 = no limit */

  /* The member that was read last stays open. */
  int current; /* -1 = none */
  zip_file_t *stream;
  int64_t stream_position;
};

static zip_int64_t
source_read (FrostZipReader *reader, void *bytes, zip_uint64_t n)
{
  if (reader->allowance >= 0)
    {
      if (n > (zip_uint64_t) reader->allowance)
        {
          zip_error_set (&reader->error, ZIP_ER_MEMORY, 0);
          return -1;
        }
      reader->allowance -= (int64_t) n;
    }
  for (;;)
    {
      ssize_t got = pread (reader->file->fd, bytes, MIN (n, G_MAXINT), reader->position);
      if (got >= 0)
        {
          reader->position += got;
          return got;
        }
      if (errno != EINTR)
        {
          zip_error_set (&reader->error, ZIP_ER_READ, errno);
          return -1;
        }
    }
}

static zip_int64_t
source_cb (void *data, void *argument, zip_uint64_t length, zip_source_cmd_t command)
{
  FrostZipReader *reader = data;

  switch (command)
    {
    case ZIP_SOURCE_OPEN:
      reader->position = 0;
      return 0;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    case ZIP_SOURCE_READ:
      return source_read (reader, argument, length);
    case ZIP_SOURCE_SEEK:
      {
        zip_int64_t to = zip_source_seek_compute_offset (
            (zip_uint64_t) reader->position, (zip_uint64_t) reader->file->size, argument,
            length, &reader->error);
        if (to < 0)
          return -1;
        reader->position = to;
        return 0;
      }
    case ZIP_SOURCE_TELL:
      return reader->position;
    case ZIP_SOURCE_STAT:
      {
        zip_stat_t *status =
            ZIP_SOURCE_GET_ARGS (zip_stat_t, argument, length, &reader->error);
        if (status == NULL)
          return -1;
        zip_stat_init (status);
        status->size = (zip_uint64_t) reader->file->size;
        status->valid = ZIP_STAT_SIZE;
        return sizeof *status;
      }
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data (&reader->error, argument, length);
    case ZIP_SOURCE_SUPPORTS:
      return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default:
      zip_error_set (&reader->error, ZIP_ER_OPNOTSUPP, 0);
      return -1;
    }
}

static gboolean
zip_failed (zip_error_t *problem, const char *what, GError **error)
{
  int code = FROST_ENGINE_ERROR_CORRUPT;

  if (zip_error_code_zip (problem) == ZIP_ER_MEMORY)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_MEMORY,
        "%s: takes too much memory: it has more than %d MB or memory is short", what,
        (int) (DIRECTORY_LIMIT >> 20));
  if (zip_error_code_zip (problem) == ZIP_ER_READ
      || zip_error_code_zip (problem) == ZIP_ER_SEEK)
    code = FROST_ENGINE_ERROR_IO;
  return frost_error_fail (error, code, "%s: could not be read: %s", what,
                           zip_error_strerror (problem));
}

static gboolean
open_archive (FrostZipReader *reader, GError **error)
{
  static const char what[] = "the zip archive's directory";
  zip_error_t problem;

  zip_error_init (&problem);
  reader->allowance = DIRECTORY_LIMIT;
  zip_source_t *source = zip_source_function_create (source_cb, reader, &problem);
  if (source != NULL)
    {
      reader->archive = zip_open_from_source (source, ZIP_RDONLY, &problem);
      if (reader->archive == NULL)
        zip_source_free (source);
    }
  reader->allowance = -1;
  gboolean done = reader->archive != NULL || zip_failed (&problem, what, error);
  zip_error_fini (&problem);
  return done;
}

/* Relative, no "..", no backslash that some programs take for a slash. Nothing is extracted here,
 * but a file that tries is not one to be trusted. */
static gboolean
name_is_harmless (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  return name[0] != '\0' && name[0] != '/' && strchr (name, '\\') == NULL
         && !g_strv_contains ((const char *const *) parts, "..");
}

static gboolean
check_member (FrostZipReader *reader, const zip_stat_t *status, GError **error)
{
  static const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE
                                     | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;

  if ((status->valid & needed) != needed)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "a member is not fully described");
  const char *name = status->name;
  if (!g_utf8_validate (name, -1, NULL))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "a member's name is not UTF-8");
  if (!name_is_harmless (name))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "has a member \"%s\", a name that leads out of the archive",
                             name);
  if (g_tree_lookup (reader->by_name, name) != NULL)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "has two members \"%s\"",
                             name);
  if (status->encryption_method != ZIP_EM_NONE)
    return frost_error_fail (error, FROST_ENGINE_ERROR_UNSUPPORTED, "%s: is encrypted",
                             name);
  if (status->comp_method != ZIP_CM_STORE && status->comp_method != ZIP_CM_DEFLATE)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_UNSUPPORTED,
        "%s: is compressed by method %d; stored and deflated (8) members can be read",
        name, status->comp_method);
  if (status->comp_method == ZIP_CM_STORE && status->size != status->comp_size)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "%s: is stored, but %" G_GUINT64_FORMAT
                             " bytes take %" G_GUINT64_FORMAT,
                             name, status->size, status->comp_size);
  return TRUE;
}

static gboolean
list_members (FrostZipReader *reader, GError **error)
{
  zip_int64_t n = zip_get_num_entries (reader->archive, 0);
  uint64_t packed = 0, unpacked = 0;
  uint64_t file_size = (uint64_t) reader->file->size, most = 2 * file_size + BASE_SIZE;

  for (zip_int64_t i = 0; i < n; i++)
    {
      zip_stat_t status;

      if (zip_stat_index (reader->archive, (zip_uint64_t) i, ZIP_FL_ENC_RAW, &status)
          != 0)
        return zip_failed (zip_get_error (reader->archive), "a member of the zip archive",
                           error);
      if (!check_member (reader, &status, error))
        return FALSE;
      /* Members that overlap are how a zip bomb is made of one piece of data. */
      if (status.comp_size > file_size - packed)
        return frost_error_fail (
            error, FROST_ENGINE_ERROR_CORRUPT,
            "%s: its members have more bytes than the file, they overlap or lie "
            "outside",
            status.name);
      if (status.size > most - unpacked)
        return frost_error_fail (
            error, FROST_ENGINE_ERROR_MEMORY,
            "%s: the archive unpacks to more than the %" G_GUINT64_FORMAT
            " bytes that a file of this size may take",
            status.name, most);
      packed += status.comp_size;
      unpacked += status.size;

      FrostZipMember *member = g_new0 (FrostZipMember, 1);
      member->name = g_strdup (status.name);
      member->size = (int64_t) status.size;
      member->deflated = status.comp_method == ZIP_CM_DEFLATE;
      g_ptr_array_add (reader->members, member);
      g_tree_insert (reader->by_name, member->name, GINT_TO_POINTER ((int) i + 1));
    }
  return TRUE;
}

static void
free_member (gpointer data)
{
  FrostZipMember *member = data;

  g_free (member->name);
  g_free (member);
}

FrostZipReader *
frost_zip_reader_open (const FrostRegularFile *file, GError **error)
{
  g_autoptr (FrostZipReader) reader = g_new0 (FrostZipReader, 1);

  reader->file = file;
  reader->current = -1;
  reader->members = g_ptr_array_new_with_free_func (free_member);
  reader->by_name = g_tree_new ((GCompareFunc) strcmp);
  zip_error_init (&reader->error);
  if (!open_archive (reader, error) || !list_members (reader, error))
    return NULL;
  return g_steal_pointer (&reader);
}

static void
close_stream (FrostZipReader *reader)
{
  if (reader->stream != NULL)
    zip_fclose (reader->stream);
  reader->stream = NULL;
  reader->current = -1;
}

void
frost_zip_reader_free (FrostZipReader *reader)
{
  close_stream (reader);
  if (reader->archive != NULL)
    zip_discard (reader->archive);
  zip_error_fini (&reader->error);
  g_tree_unref (reader->by_name);
  g_ptr_array_unref (reader->members);
  g_free (reader);
}

int
frost_zip_reader_get_n_members (const FrostZipReader *reader)
{
  return (int) reader->members->len;
}

const FrostZipMember *
frost_zip_reader_peek (const FrostZipReader *reader, int member)
{
  return g_ptr_array_index (reader->members, member);
}

int
frost_zip_reader_find (const FrostZipReader *reader, const char *name)
{
  return GPOINTER_TO_INT (g_tree_lookup (reader->by_name, name)) - 1;
}

static gboolean
read_on (FrostZipReader *reader, const FrostZipMember *member, void *bytes, size_t n,
         GError **error)
{
  uint8_t *to = bytes;

  while (n > 0)
    {
      zip_int64_t got = zip_fread (reader->stream, to, n);
      if (got < 0)
        return zip_failed (zip_file_get_error (reader->stream), member->name, error);
      if (got == 0)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "%s: ends %zu bytes too early", member->name, n);
      to += got;
      n -= (size_t) got;
      reader->stream_position += got;
    }
  return TRUE;
}

static gboolean
open_stream (FrostZipReader *reader, int index, const FrostZipMember *member,
             GError **error)
{
  /* The bytes as they are in the archive: of a stored member, without its checksum. */
  zip_flags_t flags = member->deflated ? 0 : ZIP_FL_COMPRESSED;

  close_stream (reader);
  reader->stream = zip_fopen_index (reader->archive, (zip_uint64_t) index, flags);
  if (reader->stream == NULL)
    return zip_failed (zip_get_error (reader->archive), member->name, error);
  reader->current = index;
  reader->stream_position = 0;
  return TRUE;
}

static gboolean
move_to (FrostZipReader *reader, const FrostZipMember *member, int64_t position,
         GError **error)
{
  if (!member->deflated)
    {
      if (zip_fseek (reader->stream, position, SEEK_SET) != 0)
        return zip_failed (zip_file_get_error (reader->stream), member->name, error);
      reader->stream_position = position;
      return TRUE;
    }

  g_autofree uint8_t *skipped = g_malloc (SKIP_SIZE);
  while (reader->stream_position < position)
    if (!read_on (reader, member, skipped,
                  (size_t) MIN (position - reader->stream_position, SKIP_SIZE), error))
      return FALSE;
  return TRUE;
}

gboolean
frost_zip_reader_read (FrostZipReader *reader, int index, int64_t position, void *bytes,
                       size_t n, GError **error)
{
  const FrostZipMember *member = frost_zip_reader_peek (reader, index);

  if (position < 0 || position > member->size || n > (uint64_t) (member->size - position))
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "%s: has %" G_GINT64_FORMAT
                             " bytes, %zu at %" G_GINT64_FORMAT " are needed",
                             member->name, member->size, n, position);
  if (reader->current != index
      || (member->deflated && reader->stream_position > position))
    if (!open_stream (reader, index, member, error))
      return FALSE;
  if ((reader->stream_position == position || move_to (reader, member, position, error))
      && read_on (reader, member, bytes, n, error))
    return TRUE;
  /* A stream that has failed stays so: the next read starts with a new one. */
  close_stream (reader);
  return FALSE;
}
