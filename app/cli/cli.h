/* The commands of frostline-cli, one a file. Each takes the arguments after the program's name,
 * the command's own name first, and returns the exit code: 0 success, 1 failure, 2 wrong usage. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_CLI_OK 0
#define FROST_CLI_FAILED 1
#define FROST_CLI_USAGE 2

int frost_cli_inspect (char **argv);
int frost_cli_zoo (char **argv);
int frost_cli_classify (char **argv);
int frost_cli_new (char **argv);
int frost_cli_train (char **argv);
int frost_cli_evaluate (char **argv);
int frost_cli_predict (char **argv);
int frost_cli_export (char **argv);
int frost_cli_bench (char **argv);

G_END_DECLS
