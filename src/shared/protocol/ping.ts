/** The exact text that is answered by `PONG` without waking the actor [S7]. */
export const PING = '{"message_type":"ping"}';
export const PONG = '{"message_type":"pong"}';
