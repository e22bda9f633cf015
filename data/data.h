/* Everything that data/ offers to the outside: include this and nothing below it. */
#pragma once

#include "data/data-cancel.h"
#include "data/data-error.h"
#include "data/store/classes.h"
#include "data/store/database.h"
#include "data/store/history.h"
#include "data/store/images.h"
#include "data/store/labels.h"
#include "data/store/project-path.h"
#include "data/store/readiness.h"
#include "data/store/runs.h"
#include "data/import/folder-import.h"
#include "data/import/import-report.h"
#include "data/feed/split.h"
