// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * words.c - names for the console and the last words; see words.h.
 */
#include "purgatory/words.h"

#include "purgatory/kdp_abi.h"

const char *kdp_word_kind(uint16_t kind)
{
	switch (kind) {
	case KDP_STEP_SETUP:
		return "setup";
	case KDP_STEP_SEAL:
		return "seal";
	case KDP_STEP_WATCHDOG:
		return "watchdog";
	case KDP_STEP_WAIT:
		return "wait";
	case KDP_STEP_LAPIC_MASK:
		return "lapic-mask";
	case KDP_STEP_IOAPIC:
		return "ioapic";
	case KDP_STEP_PCI:
		return "pci";
	case KDP_STEP_HPET:
		return "hpet";
	case KDP_STEP_PIC:
		return "pic";
	case KDP_STEP_RTC:
		return "rtc";
	case KDP_STEP_IOMMU:
		return "iommu";
	case KDP_STEP_DRAIN:
		return "drain";
	case KDP_STEP_LAPIC_OFF:
		return "lapic-off";
	case KDP_STEP_COPY:
		return "copy";
	case KDP_STEP_DIGEST:
		return "digest";
	default:
		return "unknown";
	}
}

const char *kdp_word_status(uint16_t status)
{
	switch (status) {
	case KDP_STATUS_RUNNING:
		return "did not end";
	case KDP_STATUS_OK:
		return "ok";
	case KDP_STATUS_SKIPPED:
		return "skipped";
	case KDP_STATUS_TIMEOUT:
		return "timeout";
	case KDP_STATUS_STUCK:
		return "stuck";
	case KDP_STATUS_FAULT:
		return "fault";
	case KDP_STATUS_UNSUPPORTED:
		return "unsupported";
	case KDP_STATUS_MISMATCH:
		return "mismatch";
	default:
		return "unknown";
	}
}
