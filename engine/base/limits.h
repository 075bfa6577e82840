// SPDX-License-Identifier: EUPL-1.2
// Every size that comes from outside has a number here. Over it is ERR_LIMIT, never an abort.
#pragma once

enum {
    // Workbooks and forms
    LIMIT_WORKBOOK_BYTES = 64 << 20,      // a form file as it lies on disk
    LIMIT_ZIP_ENTRIES = 4096,             // in a workbook or a survey package
    LIMIT_ZIP_INFLATED_BYTES = 256 << 20, // all entries together
    LIMIT_SHEETS = 64,
    LIMIT_SHEET_ROWS = 1048576,
    LIMIT_SHEET_COLUMNS = 1024,
    LIMIT_CELL_BYTES = 32767 * 4, // Excel's 32 767 characters
    LIMIT_FORM_NODES = 200000,
    LIMIT_FORM_CHOICES = 200000,
    LIMIT_FORM_LANGUAGES = 64,
    LIMIT_FORM_DEPTH = 64,
    LIMIT_FORM_ERRORS = 200, // collected before reading stops
    LIMIT_EXPRESSION_BYTES = 65536,
    LIMIT_EXPRESSION_DEPTH = 200,
    LIMIT_REPEAT_COUNT = 10000,
    LIMIT_NAME_BYTES = 255,

    // Answers
    LIMIT_ANSWER_BYTES = 16384,       // one value
    LIMIT_RESPONSE_BYTES = 512 << 10, // one response as JSON, padded

    // Seals
    LIMIT_RECIPIENTS = 20,
    LIMIT_AGE_HEADER_BYTES = 16384,
    LIMIT_SEALED_BYTES = 1 << 20, // one sealed response, and a closed batch's usual size
    LIMIT_BATCH_COUNT = 256,      // responses
    LIMIT_BATCH_BYTES = 4 << 20,  // a batch as it travels
    LIMIT_RECEIPT_BYTES = 4096,
    LIMIT_REASON_BYTES = 1024,

    // Surveys
    LIMIT_SURVEY_JSON_BYTES = 1 << 20,
    LIMIT_SURVEY_FILES = 1024,
    LIMIT_PICTURE_SIDE = 8192,       // pixels
    LIMIT_PICTURE_PIXELS = 24 << 20, // of a JPEG, which is made smaller while it is decoded
    LIMIT_PICTURE_WHOLE = 8 << 20,   // of one that lies in memory whole for a moment
    LIMIT_SURVEY_PACKAGE_BYTES = 128 << 20,

    // Network
    LIMIT_HTTP_JSON_BYTES = 64 << 10,

    // Automation and robots
    LIMIT_AUTOMATION_LINE_BYTES = 1 << 20,
};
