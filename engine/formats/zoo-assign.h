/* Which tensor of a file goes where in the graph of an entry of the zoo.
 *
 * Shapes are the same when they are after dimensions of 1 are left out: programs differ in how
 * they write a vector. The last layer may have any number of classes.
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"
#include "engine/formats/zoo-names.h"

G_BEGIN_DECLS

#define FROST_ZOO_MAX_PARTS 10

typedef enum
{
  FROST_ZOO_FOUND,
  FROST_ZOO_DIFFERS, /* there, but of another shape or type */
  FROST_ZOO_MISSING,
} FrostZooState;

/* A weight of the graph. */
typedef struct
{
  Onnx__TensorProto *initializer;
  gboolean is_head;
  FrostZooState state;
  const FrostZooName *parts[FROST_ZOO_MAX_PARTS]; /* whose numbers follow each other */
  int n_parts;                                    /* 0 where missing */
  int64_t n_rows; /* head, found: the first dimension that the file has; else 0 */
} FrostZooSlot;

typedef struct
{
  FrostZooName *names; /* [n_names] all of the file */
  int n_names;
  gboolean *used;      /* [n_names] a slot reads it, one that differs too */
  FrostZooSlot *slots; /* [n_slots] all weights of the graph */
  int n_slots;
} FrostZooAssignment;

/* Names the initializers of the skeleton, which must outlive it, as the file. */
FrostZooAssignment *frost_zoo_assign (const FrostZooEntry *entry,
                                      const FrostZooDialect *dialect,
                                      const Onnx__ModelProto *skeleton,
                                      const FrostTensorFile *file);
void frost_zoo_assignment_free (FrostZooAssignment *assignment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostZooAssignment, frost_zoo_assignment_free)

G_END_DECLS
