//! Phones and tablets: whose they are is in their accounts.

use diesel::prelude::*;

use crate::identity::picture::Picture;
use crate::identity::token::TokenHash;
use crate::kernel::At;
use crate::kernel::id::{AccountId, ChildId, DeviceId, Id};
use crate::store::schema::{device_accounts, devices};
use crate::store::{Answer, Rx, Tx};

/// One child's account on a device, as far as the device may show it before anybody has come in.
#[derive(Debug, Clone, Queryable)]
pub struct Seat {
    pub account: AccountId,
    pub child: ChildId,
    pub picture: Picture,
    pub confirmed_at: Option<At>,
    pub last_used_at: At,
    pub wait_until: Option<At>,
    pub shut_at: Option<At>,
}

/// The device with a secret.
pub fn locate(rx: &mut Rx<'_>, secret: TokenHash) -> Answer<Option<DeviceId>> {
    Ok(devices::table.filter(devices::secret_hash.eq(secret.to_vec())).select(devices::id).first(rx.db()).optional()?)
}

/// The accounts in use on a device, in the order they came.
pub fn locate_seats(rx: &mut Rx<'_>, secret: TokenHash) -> Answer<Vec<Seat>> {
    Ok(devices::table
        .inner_join(device_accounts::table)
        .filter(devices::secret_hash.eq(secret.to_vec()))
        .filter(device_accounts::revoked_at.is_null())
        .order((device_accounts::made_at, device_accounts::id))
        .select((
            device_accounts::id,
            device_accounts::child_id,
            device_accounts::picture,
            device_accounts::confirmed_at,
            device_accounts::last_used_at,
            device_accounts::wait_until,
            device_accounts::shut_at,
        ))
        .load(rx.db())?)
}

/// Writes a new device.
pub fn insert(tx: &mut Tx<'_>, secret: TokenHash) -> Answer<DeviceId> {
    let now = tx.now();
    let id: DeviceId = Id::at(now);
    diesel::insert_into(devices::table)
        .values((devices::id.eq(id), devices::secret_hash.eq(secret.to_vec()), devices::made_at.eq(now)))
        .execute(tx.db())?;
    Ok(id)
}
