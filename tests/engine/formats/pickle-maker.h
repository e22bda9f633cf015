/* Writes pickles opcode by opcode, right and wrong ones, without the code that is tested. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* The bytes of a text with NULs in it: PICKLE_BYTES ("\x80\x02N.") */
#define PICKLE_BYTES(text) pickle_of_bytes (text, sizeof (text) - 1)

GByteArray *pickle_new (void); /* with "PROTO 2" */
GByteArray *pickle_of_bytes (const char *bytes, gsize size);

void pickle_put (GByteArray *to, const char *opcodes); /* letters only */
void pickle_put_byte (GByteArray *to, int byte);
void pickle_put_argument (GByteArray *to, char opcode, int byte); /* 'K', 6 */
void pickle_put_bytes (GByteArray *to, const void *bytes, gsize size);
void pickle_put_text (GByteArray *to, const char *text);
void pickle_put_integer (GByteArray *to, int64_t number);
void pickle_put_global (GByteArray *to, const char *module, const char *name);

/* A storage of "FloatStorage" and so on, under a key. */
void pickle_put_storage (GByteArray *to, const char *type, const char *key, int64_t n);

/* A tensor of a storage; dims and strides end with -1. */
void pickle_put_tensor (GByteArray *to, const char *type, const char *key, int64_t n,
                        int64_t offset, const int64_t *dims, const int64_t *strides);

/* A vector of all of a storage of floats. */
void pickle_put_vector (GByteArray *to, const char *key, int64_t n);
