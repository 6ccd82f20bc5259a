/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accel.h - whether KVM can be used here.
 */
#ifndef KDP_KDUMP_PREP_ACCEL_H
#define KDP_KDUMP_PREP_ACCEL_H

#include <stdbool.h>

/**
 * kdp_accel_kvm() - whether a guest can run an instruction with KVM
 *
 * That /dev/kvm can be opened proves nothing.
 */
bool kdp_accel_kvm(void);

#endif
