// The one name by which mediasoup reaches its hash maps, for those of the standard library: Debian
// has no package of unordered_dense.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense {

template <class T, class = void>
struct hash : std::hash<T>
{
};

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
using map = std::unordered_map<Key, Value, Hash, Equal>;

template <class Key, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
using set = std::unordered_set<Key, Hash, Equal>;

} // namespace ankerl::unordered_dense
