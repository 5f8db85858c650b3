//! Maps whose keys are no texts, as a list of pairs sorted by key.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<'a, M, K, V, S>(map: &'a M, serializer: S) -> Result<S::Ok, S::Error>
where
    &'a M: IntoIterator<Item = (&'a K, &'a V)>,
    K: Ord + Serialize + 'a,
    V: Serialize + 'a,
    S: Serializer,
{
    let sorted: BTreeMap<&K, &V> = map.into_iter().collect();
    serializer.collect_seq(sorted)
}

pub(crate) fn deserialize<'de, M, K, V, D>(deserializer: D) -> Result<M, D::Error>
where
    M: FromIterator<(K, V)>,
    K: Ord + Deserialize<'de>,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let pairs = Vec::<(K, V)>::deserialize(deserializer)?;
    let listed = pairs.len();
    let map: BTreeMap<K, V> = pairs.into_iter().collect();
    if map.len() != listed {
        return Err(D::Error::custom("lists a key twice"));
    }
    Ok(map.into_iter().collect())
}
