// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_entry.c - one entry of a record, in words; see report.h.
 */
#include "kdump-prep/report.h"

#include <inttypes.h>

#include "kdump-prep/devices.h"
#include "kdump-prep/mce_words.h"
#include "kdump-prep/names.h"

void kdp_report_device(const struct kdp_record_model *model,
		       const struct kdp_entry *entry, FILE *out)
{
	const char *name = kdp_devices_name(model->devices, entry);

	if (name)
		fprintf(out, " [%s]", name);
}

static const char *lvt_name(uint32_t offset)
{
	switch (offset) {
	case 0x2f0:
		return "CMCI";
	case 0x320:
		return "timer";
	case 0x330:
		return "thermal";
	case 0x340:
		return "performance";
	case 0x350:
		return "LINT0";
	case 0x360:
		return "LINT1";
	case 0x370:
		return "error";
	case 0x500:
	case 0x510:
	case 0x520:
	case 0x530:
		return "extended";
	default:
		return "entry";
	}
}

static const char *lapic_name(uint32_t offset)
{
	switch (offset) {
	case 0x80:
		return "TPR";
	case 0x280:
		return "ESR";
	case 0x380:
		return "timer";
	default:
		return "register";
	}
}

static void put_address(uint32_t bdf, const char *what, FILE *out)
{
	fprintf(out, "%04x:%02x:%02x.%x%s", bdf >> 16, bdf >> 8 & 0xff,
		bdf >> 3 & 0x1f, bdf & 7, what);
}

/* What interrupts come from and go to. */
static bool put_interrupt(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_LVT:
		fprintf(out, "LVT %s (0x%x)", lvt_name(o), o);
		return true;
	case KDP_CODE_SVR:
		fputs("SVR", out);
		return true;
	case KDP_CODE_LAPIC:
		fprintf(out, "local APIC %s (0x%x)", lapic_name(o), o);
		return true;
	case KDP_CODE_PIN:
		fprintf(out, "IO-APIC %u pin %u", o >> 16, o & 0xffff);
		return true;
	case KDP_CODE_RIRR:
		fprintf(out, "IO-APIC %u pin %u Remote-IRR", o >> 16,
			o & 0xffff);
		return true;
	case KDP_CODE_IOAPIC:
		fprintf(out, "IO-APIC %u", o);
		return true;
	case KDP_CODE_ISR:
		fprintf(out, "vector 0x%02x in service", o);
		return true;
	case KDP_CODE_IRR:
		fprintf(out, "vector 0x%02x pending", o);
		return true;
	case KDP_CODE_LEFT:
		fprintf(out, "vector 0x%02x", o);
		return true;
	case KDP_CODE_HPET:
		fprintf(out, "HPET %u", o >> 16);
		if (o & 0xffff)
			fprintf(out, " register 0x%x", o & 0xffff);
		return true;
	case KDP_CODE_PIC:
		fprintf(out, "8259 at port 0x%02x", o);
		return true;
	case KDP_CODE_RTC:
		fputs("RTC register B", out);
		return true;
	default:
		return false;
	}
}

/* PCI functions. */
static bool put_function(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_INTX:
		put_address(o, " INTx", out);
		return true;
	case KDP_CODE_MSI:
		put_address(o, " MSI", out);
		return true;
	case KDP_CODE_MSIX:
		put_address(o, " MSI-X", out);
		return true;
	case KDP_CODE_MSI_MASK:
		put_address(o, " MSI mask bits", out);
		return true;
	case KDP_CODE_PCI_CHANGED:
		put_address(o, "", out);
		return true;
	case KDP_CODE_PCI_FOUND:
		put_address(o, "", out);
		return true;
	default:
		return false;
	}
}

/* The image and its checks. */
static bool put_image(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_BLOCK:
		fprintf(out, "block %u", o);
		return true;
	case KDP_CODE_CHECK:
		fprintf(out, "image block %u", o);
		return true;
	case KDP_CODE_PARITY:
		fprintf(out, "parity block %u", o);
		return true;
	case KDP_CODE_TABLE:
		fprintf(out, "table of checks, copy %u", o);
		return true;
	case KDP_CODE_NOTE:
		fprintf(out, "PT_NOTE %u", o);
		return true;
	default:
		return false;
	}
}

/* What the stage of a wrapped kernel tells of. */
static bool put_stage(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	switch (entry->code) {
	case KDP_CODE_WRAP_TABLE:
		fputs("table behind the initrd", out);
		return true;
	case KDP_CODE_WRAP_ACPI:
		if (o)
			fprintf(out, "ACPI table 0x%08x", o);
		else
			fputs("ACPI root", out);
		return true;
	case KDP_CODE_WRAP_IOAPIC:
		fprintf(out, "IO-APIC with id %u", o);
		return true;
	case KDP_CODE_WRAP_E820:
		fputs("memory map", out);
		return true;
	case KDP_CODE_WRAP_ELFCOREHDR:
		fputs("elfcorehdr", out);
		return true;
	case KDP_CODE_WRAP_CMDLINE:
		fputs("command line", out);
		return true;
	default:
		return false;
	}
}

void kdp_report_object(const struct kdp_entry *entry, FILE *out)
{
	uint32_t o = entry->object;

	if (put_interrupt(entry, out) || put_function(entry, out) ||
	    put_image(entry, out) || put_stage(entry, out))
		return;
	switch (entry->code) {
	case KDP_CODE_EXCEPTION:
		fprintf(out, "exception %u", o);
		return;
	case KDP_CODE_MCE:
		if (o)
			fprintf(out, "machine check %u", o);
		else
			fputs("machine checks before", out);
		return;
	case KDP_CODE_MCE_BANK:
		if (o >> 16)
			fprintf(out, "machine check %u bank %u", o >> 16,
				o & 0xffff);
		else
			fprintf(out, "bank %u as handed over", o);
		return;
	case KDP_CODE_GUEST:
		fputs("devices left alone", out);
		return;
	default:
		fprintf(out, "code %u object 0x%x", entry->code, o);
	}
}

/* Why a function was left alone. */
static void put_changed(const struct kdp_entry *e, FILE *out)
{
	if (e->status == KDP_STATUS_TIMEOUT) {
		fprintf(out, "not reached, the first of %" PRIu64 " functions",
			e->extra);
		return;
	}
	fprintf(out, "planned 0x%08" PRIx64 ", found 0x%08" PRIx64, e->before,
		e->after);
	if (e->extra)
		fprintf(out, ", no capability at 0x%02" PRIx64, e->extra);
}

static void put_range(const struct kdp_entry *e, FILE *out)
{
	fprintf(out, "0x%" PRIx64 " bytes at 0x%" PRIx64, e->extra, e->before);
}

static void put_check(const struct kdp_entry *e, FILE *out)
{
	fputs("MCG_STATUS ", out);
	kdp_mce_put_status(e->before, out);
	fprintf(out, ", MCG_CAP 0x%" PRIx64, e->after);
	if (e->object)
		fprintf(out, ", at purgatory+0x%" PRIx64 ", %s", e->extra,
			e->status == KDP_STATUS_OK ? "survived" :
						     "step abandoned");
}

/* By what purgatory itself told that the machine is encrypted. */
static void put_guest(const struct kdp_entry *e, FILE *out)
{
	const struct kdp_name *guest = kdp_name_find(kdp_guest_names,
						     e->object);

	fprintf(out, "%s; ", guest ? guest->meaning : "unknown");
	if (e->extra)
		fprintf(out, "CPUID raised exception %" PRIu64, e->extra);
	else
		fprintf(out, "CPUID 0x8000001f EAX 0x%" PRIx64
			", MSR 0x%" PRIx64, e->before, e->after);
}

/* What the stage of a wrapped kernel did. */
static void put_stage_values(const struct kdp_entry *e, FILE *out)
{
	switch (e->code) {
	case KDP_CODE_WRAP_TABLE:
		fprintf(out, "%u functions, checksum 0x%08" PRIx64 ", at 0x%"
			PRIx64, e->object, e->after, e->before);
		return;
	case KDP_CODE_WRAP_ACPI:
		fprintf(out, "refused, claims 0x%" PRIx64 " bytes at 0x%"
			PRIx64, e->after, e->before);
		return;
	case KDP_CODE_WRAP_IOAPIC:
		fprintf(out, "refused, at 0x%" PRIx64 ", version register 0x%"
			PRIx64, e->before, e->after);
		return;
	case KDP_CODE_WRAP_E820:
		fprintf(out, "0x%" PRIx64 " to 0x%" PRIx64
			" reserved, %u entries", e->before, e->after,
			e->object);
		return;
	default:
		fprintf(out, "0x%" PRIx64 " -> 0x%" PRIx64, e->before,
			e->after);
	}
}

/* The values of a detail, in the words that its code calls for. */
void kdp_report_values(const struct kdp_entry *e, FILE *out)
{
	switch (e->code) {
	case KDP_CODE_EXCEPTION:
		fprintf(out, "at purgatory+0x%" PRIx64 ", error code 0x%"
			PRIx64 ", CR2 0x%" PRIx64, e->before, e->after,
			e->extra);
		return;
	case KDP_CODE_BLOCK:
		put_range(e, out);
		fprintf(out, ", digest begins %016" PRIx64, e->after);
		return;
	case KDP_CODE_CHECK:
		put_range(e, out);
		if (e->status == KDP_STATUS_OK)
			fputs(", repaired", out);
		return;
	case KDP_CODE_PARITY:
		put_range(e, out);
		return;
	case KDP_CODE_TABLE:
		put_range(e, out);
		fprintf(out, ", digest begins %016" PRIx64, e->after);
		return;
	case KDP_CODE_IOAPIC:
		fprintf(out, "version register 0x%" PRIx64, e->before);
		return;
	case KDP_CODE_PCI_CHANGED:
		put_changed(e, out);
		return;
	case KDP_CODE_PCI_FOUND:
		if (e->status == KDP_STATUS_TIMEOUT)
			fputs("search ended on this bus", out);
		else if (e->status == KDP_STATUS_UNSUPPORTED)
			fputs("bus cannot be reached", out);
		else
			fprintf(out, "not in the plan, ids 0x%08" PRIx64,
				e->after);
		return;
	case KDP_CODE_HPET:
		if (e->object & 0xffff)
			break;
		fprintf(out, "capabilities 0x%08" PRIx64 " at 0x%" PRIx64,
			e->before, e->extra);
		return;
	case KDP_CODE_MCE:
		put_check(e, out);
		return;
	case KDP_CODE_MCE_BANK:
		kdp_mce_put_bank(e->before, e->after, e->extra, out);
		return;
	case KDP_CODE_GUEST:
		put_guest(e, out);
		return;
	case KDP_CODE_ISR:
		fputs("ended by EOI", out);
		return;
	case KDP_CODE_IRR:
		fputs(e->after ? "taken" : "not taken", out);
		return;
	case KDP_CODE_LEFT:
		fputs(e->before ? "still pending" : "still in service", out);
		return;
	case KDP_CODE_NOTE:
		fprintf(out, "0x%" PRIx64 " bytes at 0x%" PRIx64, e->after,
			e->before);
		return;
	default:
		break;
	}
	put_stage_values(e, out);
}
