/* What became of every tensor when a file of weights was loaded into a known network. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FROST_RESTORE_REUSED,
  FROST_RESTORE_SHAPE_DIFFERS, /* the file's does not fit: the model has new numbers there */
  FROST_RESTORE_MADE_NEW,      /* the file has none */
  FROST_RESTORE_IGNORED,       /* the file's has no place in the graph */
  FROST_RESTORE_N_FATES,
} FrostRestoreFate;

/* What the hash in a file's name says about its contents. */
typedef enum
{
  FROST_RESTORE_NO_HASH, /* the name has none */
  FROST_RESTORE_VERIFIED,
  FROST_RESTORE_DOES_NOT_MATCH,
} FrostRestoreHash;

typedef struct
{
  FrostRestoreFate fate;
  char *name;   /* in the graph; ignored: in the file */
  char *stored; /* in the file where it is called otherwise, parts with "+"; else NULL */
  char *shape;  /* "F32 64x3x7x7"; made new: of the graph */
  char *note;   /* "needs 64x3x3x3"; may be NULL */
} FrostRestoreRow;

typedef struct
{
  char *architecture; /* name in the zoo */
  char *title;
  char *format;  /* of the file, "PyTorch (zip)" */
  char *dialect; /* whose names the file has; NULL = the graph's own */
  char *weights; /* that the file's hash says it is, "IMAGENET1K_V1"; NULL = not known */
  FrostRestoreHash hash;
  int n[FROST_RESTORE_N_FATES]; /* rows of each fate */
  GPtrArray *rows;              /* of FrostRestoreRow; the graph's first, in its order */
} FrostRestoreReport;

FrostRestoreReport *frost_restore_report_new (void);
void frost_restore_report_free (FrostRestoreReport *report);

/* Takes the texts, of which all but the first may be NULL. */
void frost_restore_report_add (FrostRestoreReport *report, FrostRestoreFate fate,
                               char *name, char *stored, char *shape, char *note);

/* "reused", "shape differs", "made new", "ignored". */
const char *frost_restore_fate_name (FrostRestoreFate fate);

/* One line: "ResNet-18: 102 tensors reused, 20 ignored; hash verified". */
char *frost_restore_report_summarise (const FrostRestoreReport *report);

/* A line a tensor, those that were not simply reused first. all FALSE leaves out what is as it should
 * be: reused and ignored tensors without a note. */
char *frost_restore_report_to_text (const FrostRestoreReport *report, gboolean all);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostRestoreReport, frost_restore_report_free)

G_END_DECLS
