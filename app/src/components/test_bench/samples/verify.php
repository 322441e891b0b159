<?php
// Whether a request is Hookline's: its stamp, made with the secret of the integration.
function is_from_hookline(string $secret, array $headers, string $body): bool
{
    $id = $headers['webhook-id'] ?? '';
    $time = $headers['webhook-timestamp'] ?? '';
    if (abs(time() - (int) $time) > 300) {
        return false; // Too old: somebody may be repeating it.
    }
    $key = base64_decode(substr($secret, strlen('whsec_')));
    if ($key === '') {
        return false; // Without a secret anybody can make the stamp.
    }
    $right = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $given) {
        if (hash_equals($right, $given)) {
            return true;
        }
    }
    return false;
}

$headers = array_change_key_case(getallheaders(), CASE_LOWER);
$body = file_get_contents('php://input'); // The bytes as they came: do not decode them first.
if (!is_from_hookline(getenv('HOOKLINE_SECRET'), $headers, $body)) {
    http_response_code(401);
    exit;
}
