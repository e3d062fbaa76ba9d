// Opens what lives in Redis: the envelope queue and the token buckets.
export {};
