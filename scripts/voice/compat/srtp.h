// What mediasoup uses of libsrtp 3, in terms of libsrtp 2, which is what systems have: policies
// are opaque there and made by functions, and packets go from one buffer to another instead of
// being changed in place.
#pragma once

#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstdint>
#include <cstring>

// Codes that libsrtp 2 never gives; mediasoup has words for them.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err = static_cast<srtp_err_status_t>(29);

namespace aldis {

struct Policy
{
  srtp2_policy_t policy{};
  unsigned char key[SRTP_MAX_KEY_LEN]{};
};

using InPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

/** `room` bytes may be written to `to`, and are said by `toLength` before the call. */
inline srtp_err_status_t between(InPlace change, srtp_t session, const uint8_t* from,
                                 size_t fromLength, uint8_t* to, size_t* toLength)
{
  if (from != to)
  {
    if (*toLength < fromLength) return srtp_err_status_buffer_small;
    std::memcpy(to, from, fromLength);
  }
  int length = static_cast<int>(fromLength);
  const auto status = change(session, to, &length);
  if (status == srtp_err_status_ok) *toLength = static_cast<size_t>(length);
  return status;
}

} // namespace aldis

using srtp_policy_t = aldis::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
  *policy = new aldis::Policy{};
  (*policy)->policy.key = (*policy)->key;
  return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
  // The key is gone before its memory is somebody else's.
  std::memset(policy->key, 0, sizeof policy->key);
  asm volatile("" : : "r"(policy->key) : "memory");
  delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
  policy->policy.ssrc = ssrc;
  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
  const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);
  if (status != srtp_err_status_ok) return status;
  return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(srtp_policy_t policy, const uint8_t* key,
                                             size_t keyLength, const uint8_t* salt,
                                             size_t saltLength, const uint8_t*, size_t)
{
  if (keyLength + saltLength > sizeof policy->key) return srtp_err_status_bad_param;
  std::memcpy(policy->key, key, keyLength);
  std::memcpy(policy->key + keyLength, salt, saltLength);
  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
  policy->policy.allow_repeat_tx = allow ? 1 : 0;
  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t packets)
{
  policy->policy.window_size = packets;
  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
  return ::srtp_create(session, static_cast<const srtp2_policy_t*>(&policy->policy));
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
  return ::srtp_remove_stream(session, ssrc);
}

inline srtp_err_status_t srtp_protect(srtp_t session, const uint8_t* from, size_t fromLength,
                                      uint8_t* to, size_t* toLength, size_t)
{
  return aldis::between(::srtp_protect, session, from, fromLength, to, toLength);
}

inline srtp_err_status_t srtp_unprotect(srtp_t session, const uint8_t* from, size_t fromLength,
                                        uint8_t* to, size_t* toLength)
{
  return aldis::between(::srtp_unprotect, session, from, fromLength, to, toLength);
}

inline srtp_err_status_t srtp_protect_rtcp(srtp_t session, const uint8_t* from, size_t fromLength,
                                           uint8_t* to, size_t* toLength, size_t)
{
  return aldis::between(::srtp_protect_rtcp, session, from, fromLength, to, toLength);
}

inline srtp_err_status_t srtp_unprotect_rtcp(srtp_t session, const uint8_t* from,
                                             size_t fromLength, uint8_t* to, size_t* toLength)
{
  return aldis::between(::srtp_unprotect_rtcp, session, from, fromLength, to, toLength);
}
