/* The opcodes of Python's pickle format, protocols 0 to 5, and their names.
 *
 * Source: Python's pickletools module.
 */
#pragma once

#include <stdint.h>

/* Those that are understood here: what torch.save writes at any protocol it can be given, and
 * what Python 2 wrote. */
typedef enum
{
  FROST_OPCODE_MARK = '(',
  FROST_OPCODE_EMPTY_TUPLE = ')',
  FROST_OPCODE_STOP = '.',
  FROST_OPCODE_BINBYTES = 'B',
  FROST_OPCODE_SHORT_BINBYTES = 'C',
  FROST_OPCODE_BINFLOAT = 'G',
  FROST_OPCODE_INT = 'I',
  FROST_OPCODE_BININT = 'J',
  FROST_OPCODE_BININT1 = 'K',
  FROST_OPCODE_LONG = 'L',
  FROST_OPCODE_BININT2 = 'M',
  FROST_OPCODE_NONE = 'N',
  FROST_OPCODE_BINPERSID = 'Q',
  FROST_OPCODE_REDUCE = 'R',
  FROST_OPCODE_BINSTRING = 'T',
  FROST_OPCODE_SHORT_BINSTRING = 'U',
  FROST_OPCODE_BINUNICODE = 'X',
  FROST_OPCODE_EMPTY_LIST = ']',
  FROST_OPCODE_APPEND = 'a',
  FROST_OPCODE_BUILD = 'b',
  FROST_OPCODE_GLOBAL = 'c',
  FROST_OPCODE_APPENDS = 'e',
  FROST_OPCODE_BINGET = 'h',
  FROST_OPCODE_LONG_BINGET = 'j',
  FROST_OPCODE_BINPUT = 'q',
  FROST_OPCODE_LONG_BINPUT = 'r',
  FROST_OPCODE_SETITEM = 's',
  FROST_OPCODE_TUPLE = 't',
  FROST_OPCODE_SETITEMS = 'u',
  FROST_OPCODE_EMPTY_DICT = '}',
  FROST_OPCODE_PROTO = 0x80,
  FROST_OPCODE_NEWOBJ = 0x81,
  FROST_OPCODE_TUPLE1 = 0x85,
  FROST_OPCODE_TUPLE2 = 0x86,
  FROST_OPCODE_TUPLE3 = 0x87,
  FROST_OPCODE_NEWTRUE = 0x88,
  FROST_OPCODE_NEWFALSE = 0x89,
  FROST_OPCODE_LONG1 = 0x8a,
  FROST_OPCODE_LONG4 = 0x8b,
  FROST_OPCODE_SHORT_BINUNICODE = 0x8c,
  FROST_OPCODE_BINUNICODE8 = 0x8d,
  FROST_OPCODE_BINBYTES8 = 0x8e,
  FROST_OPCODE_EMPTY_SET = 0x8f,
  FROST_OPCODE_ADDITEMS = 0x90,
  FROST_OPCODE_STACK_GLOBAL = 0x93,
  FROST_OPCODE_MEMOIZE = 0x94,
  FROST_OPCODE_FRAME = 0x95,
} FrostPickleOpcode;

/* "INST", understood here or not; NULL = pickle has no such opcode. */
const char *frost_pickle_opcode_name (uint8_t opcode);
