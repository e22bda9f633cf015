/* The networks that are known by name: what a file of weights without a graph is matched with, and
 * what a person can download. Data, not code: one entry is two files in engine/formats/zoo, which
 * make-zoo.py writes; the weights themselves are nobody's to bring along.
 *
 * Threads: any; the entries are read once and never change.
 * Source: torchvision 0.14's tables and, where an entry says so, others.
 */
#pragma once

#include "engine/graph/preprocessing.h"

G_BEGIN_DECLS

/* A file of weights that somebody has published for a network. Percents are 0 where none were. */
typedef struct
{
  char *name;   /* "IMAGENET1K_V1" */
  char *data;   /* that they learned from, "ImageNet-1k" */
  char *url;    /* where the file is */
  char *sha256; /* first eight hex digits of its hash; NULL = not published */
  char *licence;
  char *interpolation; /* of the resize, "bilinear" */
  double top1, top5;   /* percent right on the validation images */
  int resize;          /* short side before the crop */
} FrostZooWeights;

/* What another program calls the same tensors. */
typedef struct
{
  char *name;    /* of the program, "timm" */
  char *marker;  /* a tensor that is only called so there */
  char **rules;  /* NULL-terminated pairs: a regular expression, what it is replaced by */
  float epsilon; /* of all norms; 0 = the graph's */
  gboolean has_preprocessing;
  float mean[3], scale[3]; /* as in FrostPreprocessing */
} FrostZooDialect;

typedef struct
{
  char *name;   /* "resnet18" */
  char *title;  /* "ResNet-18" */
  char *family; /* "ResNet" */
  char *source; /* of the architecture: its paper */
  int64_t n_parameters;
  int n_outputs;
  FrostPreprocessing preprocessing; /* of the first weights; holds the input's size */
  FrostZooWeights *weights;         /* [n_weights] the ones to take first */
  int n_weights;
  FrostZooDialect *dialects; /* [n_dialects] */
  int n_dialects;
  gboolean
      native; /* the graph's own names are used by files too, not only those of a dialect */
  char **head; /* parameters of the last layer, whose size is the number of classes */
  char **
      ignored; /* regular expressions: tensors of its files that the graph has no use for */
} FrostZooEntry;

/* In the order of their names. */
int frost_zoo_get_n (void);
const FrostZooEntry *frost_zoo_get (int index);

/* NULL = no such network. */
const FrostZooEntry *frost_zoo_find (const char *name);

G_END_DECLS
