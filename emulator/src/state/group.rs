//! Groups and their roles
//! ([precedence](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html)).

use serde_json::{Value, json};

use super::{Pool, User};
use crate::config::GroupSettings;

impl Pool {
    /// The user's groups, the lowest precedence first; those without one keep their order.
    // Source: cognito-user-pools-user-groups#assigning-precedence-values-to-groups (of precedence). Assumed: that
    // the list is in that order.
    pub(crate) fn groups_of(&self, user: &User) -> Vec<String> {
        let mut groups = user.groups.clone();
        groups.sort_by_key(|name| self.precedence(name));
        groups
    }

    /// The claims `cognito:roles` and `cognito:preferred_role`, if the user's groups have roles. There is no preferred role
    /// if two groups with different roles have the same precedence.
    // Source: cognito-user-pools-user-groups#assigning-precedence-values-to-groups, API_GroupType. Assumed: that
    // two groups without a precedence count as two of the same, and that a group without a role is passed over.
    pub(crate) fn role_claims(&self, user: &User) -> Value {
        let groups = self.groups_of(user);
        let settings: Vec<_> = groups.iter().filter_map(|name| self.group(name)).collect();
        let role = |group: &&GroupSettings| group.role_arn.clone();
        let mut roles: Vec<String> = Vec::new();
        for found in settings.iter().filter_map(role) {
            if !roles.contains(&found) {
                roles.push(found);
            }
        }
        if roles.is_empty() {
            return json!({});
        }
        let with_role = || settings.iter().filter(|group| group.role_arn.is_some());
        let first = with_role().map(|group| self.precedence(&group.name)).min();
        let mut best: Vec<_> = with_role()
            .filter(|group| Some(self.precedence(&group.name)) == first)
            .filter_map(role)
            .collect();
        best.dedup();
        match best.as_slice() {
            [only] => json!({ "cognito:roles": roles, "cognito:preferred_role": only }),
            _ => json!({ "cognito:roles": roles }),
        }
    }

    /// Whether the pool has a group of this name.
    pub(crate) fn has_group(&self, name: &str) -> bool {
        self.group(name).is_some() || self.settings.groups.iter().any(|group| group == name)
    }

    fn precedence(&self, name: &str) -> u64 {
        let precedence = self.group(name).and_then(|group| group.precedence);
        precedence.map_or(u64::MAX, u64::from)
    }

    fn group(&self, name: &str) -> Option<&GroupSettings> {
        let groups = &self.settings.group_settings;
        groups.iter().find(|group| group.name == name)
    }
}
