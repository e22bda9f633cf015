#include "app/cli/cli-report.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/cli.h"

#define PROGRAM "frostline-cli"

/* Microseconds between two progress lines: more would only flicker. */
#define PROGRESS_INTERVAL 100000

static gboolean progress_shown;
static gint64 progress_time;

static void
print_line (char *text)
{
  frost_cli_progress_clear ();
  g_strdelimit (text, "\r\n", ' ');
  g_strchomp (text);
  fprintf (stderr, PROGRAM ": %s\n", text);
}

int
frost_cli_fail (const GError *error)
{
  g_autofree char *text = g_strdup (error->message);

  print_line (text);
  return FROST_CLI_FAILED;
}

int
frost_cli_usage (const char *command, const char *format, ...)
{
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (command != NULL)
    text = g_strdup_printf ("%s: %s (see " PROGRAM " %s --help)", command, what, command);
  else
    text = g_strdup_printf ("%s (see " PROGRAM " --help)", what);
  print_line (text);
  return FROST_CLI_USAGE;
}

void
frost_cli_note (const char *format, ...)
{
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text = g_strdup_printf ("note: %s", what);
  print_line (text);
}

void
frost_cli_progress (double fraction, const char *text, gpointer user_data)
{
  const gint64 now = g_get_monotonic_time ();

  if (!isatty (STDERR_FILENO)
      || (progress_shown && now - progress_time < PROGRESS_INTERVAL))
    return;
  progress_shown = TRUE;
  progress_time = now;
  /* Carriage return, text, erase to the end of the line. */
  if (fraction >= 0)
    fprintf (stderr, "\r%3.0f %%  %s\033[K", 100 * fraction, text);
  else
    fprintf (stderr, "\r%s\033[K", text);
  fflush (stderr);
}

void
frost_cli_progress_clear (void)
{
  if (!progress_shown)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  progress_shown = FALSE;
}

void
frost_cli_print_csv (const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL)
    {
      fputs (field, stdout);
      return;
    }
  putchar ('"');
  for (const char *p = field; *p != '\0'; p++)
    {
      if (*p == '"')
        putchar ('"');
      putchar (*p);
    }
  putchar ('"');
}

void
frost_cli_print_json (json_t *root)
{
  char *text =
      json_dumps (root, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION (9));

  frost_cli_progress_clear ();
  puts (text != NULL ? text : "{}");
  fflush (stdout);
  free (text);
  json_decref (root);
}

json_t *
frost_cli_json_real (double value)
{
  return isfinite (value) ? json_real (value) : json_null ();
}

json_t *
frost_cli_json_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return json_string (valid);
}

gboolean
frost_cli_parse (char ***argv, const char *parameters, const char *summary,
                 const GOptionEntry *entries)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autofree char *name = g_strdup_printf (PROGRAM " %s", command);

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse_strv (context, argv, &error))
    return TRUE;

  frost_cli_usage (command, "%s", error->message);
  return FALSE;
}

int
frost_cli_finish (int code)
{
  frost_cli_progress_clear ();
  errno = 0;
  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;

  fprintf (stderr, PROGRAM ": standard output: %s\n",
           errno != 0 ? g_strerror (errno) : "it could not be written");
  return FROST_CLI_FAILED;
}
