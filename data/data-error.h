/* The one error domain of data/. A code exists only where a caller does something
 * different; everything a person needs to know is in the message: one line that
 * names the object, what was found and what was needed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FROST_DATA_ERROR (frost_data_error_quark ())

typedef enum
{
  FROST_DATA_ERROR_IO,          /* the system refused: permission, device, file system */
  FROST_DATA_ERROR_NOT_FOUND,   /* the folder, file or row is not there */
  FROST_DATA_ERROR_CORRUPT,     /* the content is damaged or not what its head says */
  FROST_DATA_ERROR_UNSUPPORTED, /* intact, but of a kind that is not read here */
  FROST_DATA_ERROR_NEWER,       /* written by a newer version of the program */
  FROST_DATA_ERROR_LOCKED,      /* another window or command has the project open */
  FROST_DATA_ERROR_READ_ONLY,   /* a change was asked of something that cannot change */
  FROST_DATA_ERROR_FULL,      /* no space left: free some and repeat, nothing was lost */
  FROST_DATA_ERROR_MEMORY,    /* an allocation was refused or over its limit */
  FROST_DATA_ERROR_CANCELLED, /* the caller's cancel flag was raised */
  FROST_DATA_ERROR_ARGUMENT, /* the request itself makes no sense: a name taken, a bad fraction */
  FROST_DATA_ERROR_EMPTY, /* nothing to work on: no images, nothing to undo */
} FrostDataError;

GQuark frost_data_error_quark (void);

/* The code that fits an errno value; what is not known is IO. */
FrostDataError frost_data_error_from_errno (int saved_errno);

G_END_DECLS
