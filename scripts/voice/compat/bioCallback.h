// Included before everything else: corrects what mediasoup's callback on its outgoing BIO answers.
//
// OpenSSL calls such a callback twice, and what the second call (BIO_CB_RETURN) returns becomes the
// result of the operation. mediasoup's returns 1 for everything. OpenSSL also asks the BIO whether
// the kernel does the encryption, and 1 means yes: it then has no buffer of its own to write to, and
// the first DTLS handshake ends the process. The OpenSSL that mediasoup downloads cannot ask that
// question; Debian's can. So the true result is handed on.
#pragma once

#include <openssl/bio.h>

namespace aldis {

inline BIO_callback_fn_ex givenCallback = nullptr;

inline long keepResult(BIO* bio, int operation, const char* data, size_t length, int number,
                       long argument, int result, size_t* processed)
{
  if ((operation & BIO_CB_RETURN) != 0) return result;
  return givenCallback(bio, operation, data, length, number, argument, result, processed);
}

/** mediasoup installs one and the same function on every BIO. */
inline void setCallback(BIO* bio, BIO_callback_fn_ex callback)
{
  givenCallback = callback;
  BIO_set_callback_ex(bio, keepResult);
}

} // namespace aldis

#define BIO_set_callback_ex aldis::setCallback
