// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * names.c - the words for the numbers of kdp_abi.h; see names.h.
 */
#include "kdump-prep/names.h"

#include <string.h>

#include "kdump-prep/plan.h"
#include "purgatory/kdp_abi.h"

const struct kdp_name kdp_step_names[] = {
	{ KDP_STEP_SETUP, "setup", "descriptor tables, page tables, checks" },
	{ KDP_STEP_SEAL, "seal", "seal the record, insert its note, jump" },
	{ KDP_STEP_WATCHDOG, "watchdog", "arm a watchdog" },
	{ KDP_STEP_WAIT, "wait", "spend time; for tests only" },
	{ KDP_STEP_LAPIC_MASK, "lapic-mask",
	  "mask every LVT entry of the local APIC" },
	{ KDP_STEP_IOAPIC, "ioapic",
	  "mask every IO-APIC pin and clear its Remote-IRR" },
	{ KDP_STEP_PCI, "pci", "disable INTx and MSI, mask MSI-X" },
	{ KDP_STEP_HPET, "hpet", "disable HPET interrupts" },
	{ KDP_STEP_PIC, "pic", "mask the 8259 pair" },
	{ KDP_STEP_RTC, "rtc", "disable RTC interrupts" },
	{ KDP_STEP_IOMMU, "iommu", "quiesce the IOMMU's own interrupts" },
	{ KDP_STEP_DRAIN, "drain", "empty IRR and ISR, take a latched NMI" },
	{ KDP_STEP_LAPIC_OFF, "lapic-off", "software-disable the local APIC" },
	{ KDP_STEP_COPY, "copy", "copy low memory to its backup" },
	{ KDP_STEP_DIGEST, "digest", "verify the loaded image" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_mismatch_names[] = {
	{ KDP_MISMATCH_RESET, "reset", "reset the machine" },
	{ KDP_MISMATCH_BOOT, "boot", "start the second kernel all the same" },
	{ KDP_MISMATCH_HALT, "halt", "stop with interrupts off" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_digest_names[] = {
	{ KDP_DIGEST_CRC32C, "crc32c", "checks of small blocks and parity" },
	{ KDP_DIGEST_SHA256, "sha256", "the same, then SHA-256" },
	{ KDP_DIGEST_NONE, "none", "the image is not verified" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_state_names[] = {
	{ KDP_RECORD_NONE, "none", "never written" },
	{ KDP_RECORD_ARMED, "armed", "as loaded, purgatory has not run" },
	{ KDP_RECORD_RUNNING, "running", "purgatory began and did not finish" },
	{ KDP_RECORD_SEALED, "sealed", "purgatory finished" },
	{ KDP_RECORD_REFUSED, "refused",
	  "purgatory did not start the second kernel" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_type_names[] = {
	{ KDP_ENTRY_STEP, "step", "a step" },
	{ KDP_ENTRY_DETAIL, "detail",
	  "an object that a step changed or found" },
	{ KDP_ENTRY_FAULT, "fault", "an exception inside a step" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_status_names[] = {
	{ KDP_STATUS_RUNNING, "running", "began and did not end" },
	{ KDP_STATUS_OK, "ok", "done" },
	{ KDP_STATUS_SKIPPED, "skipped", "nothing to do, or not there" },
	{ KDP_STATUS_TIMEOUT, "timeout", "its time ran out" },
	{ KDP_STATUS_STUCK, "stuck", "the hardware did not take the value" },
	{ KDP_STATUS_FAULT, "fault", "abandoned by an exception" },
	{ KDP_STATUS_UNSUPPORTED, "unsupported", "unknown step or hardware" },
	{ KDP_STATUS_MISMATCH, "mismatch", "digest or ids differ" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_code_names[] = {
	{ KDP_CODE_LVT, "lvt", "an LVT entry of the local APIC" },
	{ KDP_CODE_PIN, "pin", "an IO-APIC pin" },
	{ KDP_CODE_RIRR, "rirr", "the Remote-IRR bit of an IO-APIC pin" },
	{ KDP_CODE_IOAPIC, "ioapic", "an IO-APIC" },
	{ KDP_CODE_INTX, "intx", "INTx of a PCI function" },
	{ KDP_CODE_MSI, "msi", "MSI of a PCI function" },
	{ KDP_CODE_MSIX, "msix", "MSI-X of a PCI function" },
	{ KDP_CODE_PCI_CHANGED, "pci-changed",
	  "a PCI function that is not the one planned" },
	{ KDP_CODE_ISR, "isr", "a vector in service" },
	{ KDP_CODE_IRR, "irr", "a pending vector" },
	{ KDP_CODE_LEFT, "left", "a vector that could not be drained" },
	{ KDP_CODE_BLOCK, "block", "a block of the loaded image" },
	{ KDP_CODE_SVR, "svr", "the spurious vector register" },
	{ KDP_CODE_EXCEPTION, "exception", "an exception" },
	{ KDP_CODE_NOTE, "note", "the record's PT_NOTE in elfcorehdr" },
	{ KDP_CODE_PCI_FOUND, "pci-found",
	  "a PCI function that appeared after the load" },
	{ KDP_CODE_MSI_MASK, "msi-mask",
	  "the mask bits of a MSI that stays enabled" },
	{ KDP_CODE_HPET, "hpet", "a register of a HPET" },
	{ KDP_CODE_PIC, "pic", "an 8259" },
	{ KDP_CODE_RTC, "rtc", "the RTC's register B" },
	{ KDP_CODE_LAPIC, "lapic", "a register of the local APIC" },
	{ KDP_CODE_CHECK, "check", "neighbour blocks of the loaded image" },
	{ KDP_CODE_PARITY, "parity", "neighbour blocks of its parity" },
	{ KDP_CODE_TABLE, "table", "a copy of the table of its checks" },
	{ KDP_CODE_MCE, "mce", "a machine check" },
	{ KDP_CODE_MCE_BANK, "mce-bank", "an error in a machine-check bank" },
	{ KDP_CODE_GUEST, "guest", "how an encrypted machine was told" },
	{ KDP_CODE_WATCHDOG, "watchdog", "a register of the watchdog" },
	{ KDP_CODE_WRAP_TABLE, "wrap-table",
	  "the table behind the initrd of a wrapped kernel" },
	{ KDP_CODE_WRAP_ACPI, "wrap-acpi", "an ACPI table that was refused" },
	{ KDP_CODE_WRAP_IOAPIC, "wrap-ioapic",
	  "an IO-APIC that was refused" },
	{ KDP_CODE_WRAP_E820, "wrap-e820",
	  "memory kept from the second kernel" },
	{ KDP_CODE_WRAP_ELFCOREHDR, "wrap-elfcorehdr",
	  "the copy of elfcorehdr" },
	{ KDP_CODE_WRAP_CMDLINE, "wrap-cmdline",
	  "the copy of the command line" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_flag_names[] = {
	{ KDP_RECORD_F_TSC, "tsc", "deadlines were kept by the TSC" },
	{ KDP_RECORD_F_LA57, "la57", "five-level paging was on" },
	{ KDP_RECORD_F_X2APIC, "x2apic", "the local APIC was in x2APIC mode" },
	{ KDP_RECORD_F_PLAN_BAD, "plan-bad",
	  "the plan was damaged, nothing was quiesced" },
	{ KDP_RECORD_F_OVERRUN, "overrun", "the plan's time ran out" },
	{ KDP_RECORD_F_NOTE, "note", "the note was put into elfcorehdr" },
	{ KDP_RECORD_F_COPY, "copy", "the copy for crash(8) was made" },
	{ KDP_RECORD_F_CRC32, "crc32", "checks by the CPU's instruction" },
	{ KDP_RECORD_F_SHA_NI, "sha-ni", "SHA-256 by the CPU's extension" },
	{ KDP_RECORD_F_LEFT_ALONE, "left-alone",
	  "no device was touched: an encrypted machine or a Xen PV guest" },
	{ KDP_RECORD_F_CPU, "cpu", "the number of the CPU is known" },
	{ KDP_RECORD_F_STAGE, "stage", "written by a wrapped kernel" },
	{ KDP_RECORD_F_TABLE, "table",
	  "the wrapped kernel had a table of its load" },
	{ KDP_RECORD_F_SETUP_DATA, "setup-data",
	  "the note was linked as setup_data" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_guest_names[] = {
	{ KDP_GUEST_PLAIN, "plain", "devices may be touched" },
	{ KDP_GUEST_SEV_ES, "sev-es", "a SEV or SEV-ES guest" },
	{ KDP_GUEST_SNP, "snp", "a SEV-SNP guest" },
	{ KDP_GUEST_TDX, "tdx", "a TDX guest" },
	{ KDP_GUEST_SME_HOST, "sme-host", "memory encryption (SME) is on" },
	{ KDP_GUEST_XEN_PV, "xen-pv", "a Xen PV guest or dom0" },
	{ 0, NULL, NULL },
};

const struct kdp_name *kdp_name_find(const struct kdp_name *table,
				     unsigned int number)
{
	for (; table->name; table++) {
		if (table->number == number)
			return table;
	}
	return NULL;
}

const char *kdp_name_of(const struct kdp_name *table, unsigned int number)
{
	const struct kdp_name *row = kdp_name_find(table, number);

	return row ? row->name : NULL;
}

bool kdp_name_parse(const struct kdp_name *table, const char *name,
		    size_t size, unsigned int *ret)
{
	for (; table->name; table++) {
		if (strlen(table->name) == size &&
		    memcmp(table->name, name, size) == 0) {
			*ret = table->number;
			return true;
		}
	}
	return false;
}

void kdp_name_put(const struct kdp_name *table, unsigned int number,
		  FILE *out)
{
	const char *name = kdp_name_of(table, number);

	if (name)
		fputs(name, out);
	else
		fprintf(out, "%u", number);
}
