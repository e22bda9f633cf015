/* Writes files of weights (safetensors, by its specification) for tests. */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct WeightsWriter WeightsWriter;

WeightsWriter *weights_writer_new (void);
void weights_writer_free (WeightsWriter *writer);

/* dims "64x3x7x7", "" = a scalar. F32, small numbers that depend on the name; those of a "var" are
 * above 0. */
void weights_writer_add (WeightsWriter *writer, const char *name, const char *dims);

/* The same of another type of the specification: 8 bytes of zeros an element for "I64". */
void weights_writer_add_typed (WeightsWriter *writer, const char *name, const char *type,
                               int element_size, const char *dims);

/* Every line of a text "NAME DIMS"; '#' begins a comment. */
void weights_writer_add_list (WeightsWriter *writer, const char *text);

/* Takes a tensor out again. */
void weights_writer_drop (WeightsWriter *writer, const char *name);

/* The number that element i of a tensor was given. */
float weights_writer_number (const char *name, int64_t i);

void weights_writer_save (const WeightsWriter *writer, const char *path);

/* All numbers are 0 and take no room on the disk: for names and shapes. */
void weights_writer_save_sparse (const WeightsWriter *writer, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeightsWriter, weights_writer_free)

G_END_DECLS
