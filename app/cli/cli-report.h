/* What is printed: results on stdout, one line an error on stderr, progress only on a terminal.
 * Numbers are written in the C locale. */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* "frostline-cli: <message>", one line whatever the message holds; returns FROST_CLI_FAILED. */
int frost_cli_fail (const GError *error);

/* The same for wrong usage, with the way to the help; returns FROST_CLI_USAGE. */
int frost_cli_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Something to know that is no failure, on stderr. */
void frost_cli_note (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* A line that is replaced by the next one; nothing when stderr is no terminal. A FrostProgressCb,
 * user_data is not used. */
void frost_cli_progress (double fraction, const char *text, gpointer user_data);
void frost_cli_progress_clear (void);

/* A field of a CSV line, quoted where RFC 4180 asks for it. */
void frost_cli_print_csv (const char *field);

/* One object on a line of its own, at once. Takes the reference. */
void frost_cli_print_json (json_t *root);

/* null when the value is not finite, which JSON cannot say otherwise. */
json_t *frost_cli_json_real (double value);

/* A string that need not be UTF-8 (a file name). */
json_t *frost_cli_json_text (const char *text);

/* Parses options, taking them out of argv; what remains is in the entry of G_OPTION_REMAINING.
 * FALSE: the usage was wrong, and was said. --help prints and exits. */
gboolean frost_cli_parse (char ***argv, const char *parameters, const char *summary,
                          const GOptionEntry *entries);

/* Flushes stdout. FROST_CLI_FAILED when something could not be written, else the code. */
int frost_cli_finish (int code);

G_END_DECLS
