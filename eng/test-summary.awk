# Sums the counters of concatenated .trx files, lists what failed or was skipped and why, and ends with the one line that CI
# reads. Exits 1 when something failed, nothing ran, or the variable `code` (the test command's own status) is not 0.
BEGIN { RS = "<" }

function attribute(name,    start, rest) {
  start = index($0, " " name "=\"")
  if (!start) return ""
  rest = substr($0, start + length(name) + 3)
  return substr(rest, 1, index(rest, "\"") - 1)
}

function plain(text) {
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#xD;|\r/, "", text); gsub(/&amp;/, "\\&", text)
  gsub(/\n/, " ", text)
  return text
}

/^UnitTestResult / { test = plain(attribute("testName")); outcome = attribute("outcome"); reason = "" }
# What a test printed stands before why it failed, and instead of it where there is no message.
/^Message>/ || (/^StdOut>/ && reason == "") { reason = plain(substr($0, index($0, ">") + 1)) }
/^\/UnitTestResult>/ || (/^UnitTestResult / && /\/>[ \r\n]*$/) {
  if (outcome == "NotExecuted") skips[++skipped] = test ": " (reason == "" ? "no reason given" : reason)
  else if (outcome == "Failed") fails[++failed] = test ": " reason
}
/^Counters / { passed += attribute("passed") + 0; counted += attribute("total") + 0; bad += attribute("failed") + attribute("error") + attribute("timeout") + attribute("aborted") }

END {
  if (skipped) print "\nSkipped:"
  for (i = 1; i <= skipped; i++) print "  " skips[i]
  if (failed) print "\nFailed:"
  for (i = 1; i <= failed; i++) print "  " fails[i]
  if (bad > failed) failed = bad
  if (counted == 0) print "No test ran."
  else if (code != 0 && failed == 0) print "The test command failed (status " code ") without a failed test: a test host crashed, see above."
  printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  exit (failed > 0 || counted == 0 || passed == 0 || code != 0) ? 1 : 0
}
