// A row of the first sheet for each call. A call that comes again changes its own row.

const COLUMNS = [
  'call_id', 'started_at', 'direction', 'status', 'phone', 'line', 'employee', 'talk_seconds',
  'utm_source', 'utm_campaign', 'recording',
];
const LOCK_MS = 20000;

function doPost(event) {
  const call = JSON.parse(event.postData.contents);
  if (!call.call_id) {
    throw new Error('call_id is missing');
  }
  const lock = LockService.getScriptLock();
  lock.waitLock(LOCK_MS);
  try {
    write(SpreadsheetApp.getActiveSpreadsheet().getSheets()[0], call);
    SpreadsheetApp.flush();
  } finally {
    lock.releaseLock();
  }
  return ContentService.createTextOutput('ok');
}

function write(sheet, call) {
  const header = headerWith(sheet, COLUMNS.concat(Object.keys(call)));
  const row = rowOf(sheet, header.indexOf('call_id') + 1, String(call.call_id));
  for (const name of Object.keys(call)) {
    sheet.getRange(row, header.indexOf(name) + 1).setValue(cell(call[name]));
  }
}

// The names in the first row; those that are missing are added behind the others.
function headerWith(sheet, wanted) {
  const width = sheet.getLastColumn();
  const header = width > 0 ? sheet.getRange(1, 1, 1, width).getValues()[0].map(String) : [];
  const missing = wanted.filter((name, at) => !header.includes(name) && wanted.indexOf(name) === at);
  if (missing.length > 0) {
    const lacking = header.length + missing.length - sheet.getMaxColumns();
    if (lacking > 0) {
      sheet.insertColumnsAfter(sheet.getMaxColumns(), lacking);
    }
    sheet.getRange(1, header.length + 1, 1, missing.length).setValues([missing]);
    sheet.setFrozenRows(1);
  }
  return header.concat(missing);
}

// The row of a call, or the next free one.
function rowOf(sheet, column, callId) {
  const ids = sheet.getRange(1, column, sheet.getMaxRows());
  const found = ids.createTextFinder(callId).matchCase(true).matchEntireCell(true).findNext();
  if (found) {
    return found.getRow();
  }
  const next = sheet.getLastRow() + 1;
  if (next > sheet.getMaxRows()) {
    sheet.insertRowAfter(sheet.getMaxRows());
  }
  return next;
}

// Texts stay texts: a number keeps its plus, and what begins with "=" is no formula.
function cell(value) {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  const text = String(value);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? text : "'" + text;
}
