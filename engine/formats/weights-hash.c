#include "engine/formats/weights-hash.h"

#include "engine/core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE (256 << 10)
#define FEWEST_DIGITS 8
#define MOST_DIGITS 64

char *
frost_weights_hash_in_name (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *dash = strrchr (name, '-');
  size_t n = 0;

  if (dash == NULL)
    return NULL;
  while (g_ascii_isdigit (dash[1 + n]) || (dash[1 + n] >= 'a' && dash[1 + n] <= 'f'))
    n++;
  /* The digits are all that stands between the dash and the ending. */
  if (n < FEWEST_DIGITS || n > MOST_DIGITS || dash[1 + n] != '.'
      || strchr (dash + 2 + n, '.') != NULL)
    return NULL;
  return g_strndup (dash + 1, n);
}

gboolean
frost_weights_hash_check (const char *path, FrostRestoreHash *result, GError **error)
{
  g_autofree char *wanted = frost_weights_hash_in_name (path);
  g_autofree guchar *piece = g_malloc (PIECE);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  ssize_t got = -1;

  if (wanted == NULL)
    {
      *result = FROST_RESTORE_NO_HASH;
      return TRUE;
    }
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  while (fd >= 0 && ((got = read (fd, piece, PIECE)) > 0 || (got < 0 && errno == EINTR)))
    if (got > 0)
      g_checksum_update (checksum, piece, got);
  int problem = errno;
  if (fd >= 0)
    close (fd);
  if (got < 0)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_IO,
                   "%s: could not be read: %s", path, g_strerror (problem));
      return FALSE;
    }
  *result = g_str_has_prefix (g_checksum_get_string (checksum), wanted)
                ? FROST_RESTORE_VERIFIED
                : FROST_RESTORE_DOES_NOT_MATCH;
  return TRUE;
}
